use serde::Serialize;

use super::fields::{Field, ImportAs};
use super::names;
use super::refused::is_refused;
use super::table::Table;

/// What is done with one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Column {
    /// Letter of the spreadsheet.
    pub column: String,
    pub header: String,
    /// `None`: the column is not read.
    pub field: Option<Field>,
    /// Forbidden: the column is never read, even when a field is set by hand.
    pub refused: bool,
}

/// One entry for each column of the table. A field is given once: to the column that bears its usual name, or else to
/// the first that speaks of it.
pub fn columns(table: &Table, import_as: ImportAs) -> Vec<Column> {
    let mut columns: Vec<Column> = table
        .headers
        .iter()
        .map(|header| Column {
            column: header.column.clone(),
            header: header.text.clone(),
            field: None,
            refused: is_refused(&header.text),
        })
        .collect();
    for recognise in [names::exact, names::contained] {
        for index in 0..columns.len() {
            let taken = |field: &Field| columns.iter().any(|column| column.field == Some(*field));
            if columns[index].field.is_none() {
                columns[index].field =
                    recognise(&columns[index].header, import_as).filter(|field| !taken(field));
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::{sample_table, table};

    fn fields(table: &Table, import_as: ImportAs) -> Vec<(String, Field)> {
        columns(table, import_as)
            .into_iter()
            .filter_map(|column| Some((column.header, column.field?)))
            .collect()
    }

    fn pairs(expected: &[(&str, Field)]) -> Vec<(String, Field)> {
        expected
            .iter()
            .map(|(header, field)| ((*header).to_string(), *field))
            .collect()
    }

    #[test]
    fn the_tenant_register_maps_all_but_its_serial_number_and_remarks() {
        let expected = [
            ("姓名", Field::Name),
            ("性别", Field::Sex),
            ("身份证号", Field::Number),
            ("联系电话", Field::Phone),
            ("户籍地址", Field::Household),
            ("现住地址", Field::Address),
            ("房东姓名", Field::Landlord),
            ("房东电话", Field::LandlordPhone),
            ("入住日期", Field::Since),
            ("居住事由", Field::Reason),
            ("服务处所", Field::Employer),
        ];
        assert_eq!(
            fields(
                &sample_table("tenant-register.xlsx", ImportAs::People),
                ImportAs::People
            ),
            pairs(&expected)
        );
    }

    #[test]
    fn the_foreign_lodgers_map_without_their_visas() {
        let expected = [
            ("姓名(英文)", Field::NameLatin),
            ("Nationality", Field::Nationality),
            ("护照号码", Field::Passport),
            ("出生日期", Field::Birth),
            ("性别", Field::Sex),
            ("现住址", Field::Address),
            ("留宿人/房东", Field::Landlord),
            ("联系电话", Field::Phone),
            ("入住日期", Field::Since),
        ];
        assert_eq!(
            fields(
                &sample_table("foreign-lodgers.xlsx", ImportAs::People),
                ImportAs::People
            ),
            pairs(&expected)
        );
    }

    #[test]
    fn the_room_list_and_the_contacts_map_whole() {
        let rooms = sample_table("rooms-utf8bom.csv", ImportAs::Rooms);
        let expected = [
            ("村社区", Field::Village),
            ("片区", Field::Zone),
            ("幢", Field::Building),
            ("单元", Field::Unit),
            ("层", Field::Floor),
            ("室", Field::Room),
            ("房东", Field::Landlord),
            ("房东电话", Field::LandlordPhone),
            ("用途", Field::RoomUse),
        ];
        assert_eq!(fields(&rooms, ImportAs::Rooms), pairs(&expected));
        let contacts = sample_table("wecom-contacts-gb18030.csv", ImportAs::Contacts);
        let expected = [
            ("昵称", Field::Nickname),
            ("备注", Field::Remark),
            ("企业微信成员", Field::Member),
            ("添加时间", Field::AddedAt),
            ("标签", Field::Tags),
            ("手机", Field::Phone),
            ("来源", Field::Source),
        ];
        assert_eq!(fields(&contacts, ImportAs::Contacts), pairs(&expected));
    }

    #[test]
    fn ethnicity_and_religion_are_refused_by_name_and_the_rest_is_read() {
        let table = table(
            "姓名,民族,身份证号,宗教信仰,现住地址\n李明,汉,330799199001010014,无,青岩刘村1-1-101\n",
            ImportAs::People,
        );
        let columns = columns(&table, ImportAs::People);
        let refused: Vec<&str> = columns
            .iter()
            .filter(|column| column.refused)
            .map(|column| column.header.as_str())
            .collect();
        assert_eq!(refused, ["民族", "宗教信仰"]);
        assert!(
            columns
                .iter()
                .filter(|column| column.refused)
                .all(|column| column.field.is_none())
        );
    }

    #[test]
    fn of_two_columns_that_fit_the_usual_name_wins() {
        let table = table(
            "姓名,本人手机(备用),手机号,身份证号\n李明,13800138001,13800138000,330799199001010014\n",
            ImportAs::People,
        );
        let phones: Vec<Option<Field>> = columns(&table, ImportAs::People)
            .into_iter()
            .map(|column| column.field)
            .collect();
        assert_eq!(
            phones,
            [
                Some(Field::Name),
                None,
                Some(Field::Phone),
                Some(Field::Number)
            ]
        );
    }
}
