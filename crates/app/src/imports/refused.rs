//! Columns that no import takes, whatever their user wants (TRUST P3, P13; PIPL §28): ethnicity, religion, politics, sexual life,
//! health, biometrics, marriage and family planning, whereabouts, accounts, criminal record, scoring of persons.

use super::names::plain;

/// A heading that contains one of these.
const CONTAINED: &[(&str, &str)] = &[
    ("ethnicity", "民族 族别 族裔 种族 少数民族 ethnic racial"),
    (
        "religion",
        "宗教 信仰 信教 教派 教会 religio faith belief churchmember",
    ),
    (
        "politics",
        "政治 党员 党派 党团 入党 团员 politic partymember unionmember",
    ),
    (
        "sexual life",
        "性取向 性倾向 性生活 sexualorientation sexuallife sexuality",
    ),
    (
        "health",
        "健康 疾病 病史 病情 病种 精神病 传染病 慢性病 残疾 残障 血型 体检 疫苗 核酸 艾滋 吸毒 \
         身体状况 health disease illness medicalhistory disab vaccin bloodtype bloodgroup \
         mentalstate",
    ),
    (
        "biometrics",
        "指纹 人脸 面部 虹膜 声纹 掌纹 基因 照片 相片 biometric fingerprint faceimage facial \
         voiceprint genetic photo",
    ),
    (
        "marriage and family planning",
        "婚 生育 计生 怀孕 孕期 避孕 节育 marital marriage pregnan contracepti",
    ),
    (
        "whereabouts, accounts, record, scores",
        "轨迹 定位 银行卡 银行账 前科 犯罪",
    ),
];
/// A heading that is one of these.
const EXACT: &str = "\
    党 信教 族 照 race party creed face iris dna hiv medical religion photo 重点人员 人员类别 \
    管控等级 风险等级 信用等级 积分 信用分 涉稳类别 riskscore creditscore";

/// Whether a column of this heading is never read.
pub fn is_refused(header: &str) -> bool {
    let heading = plain(header);
    let words = CONTAINED
        .iter()
        .flat_map(|(_, words)| words.split_whitespace());
    words.into_iter().any(|word| heading.contains(word))
        || EXACT.split_whitespace().any(|word| word == heading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::{Field, ImportAs};

    /// As seen in registers of other systems, and as someone would spell them to get past.
    const HEADERS: &str = "\
        民族|民 族|民　族|【民族】|民族（必填）|*民族|民族成份|少数民族|族别|种族|宗教|宗教信仰|\
        信仰|是否信教|信教情况|教派|政治面貌|党派|是否党员|党员|团员|入党时间|性取向|健康状况|\
        健康证|健康码|疾病史|既往病史|慢性病|精神病史|传染病|残疾证号|残疾等级|血型|体检结果|\
        疫苗接种|核酸检测|身体状况|吸毒史|指纹|指纹编号|人脸|人脸照片|面部特征|虹膜|声纹|基因|DNA|\
        照片|婚姻状况|婚否|已婚未婚|结婚证号|生育情况|计划生育|计生证号|怀孕|避孕措施|银行卡号|\
        活动轨迹|前科|违法犯罪记录|重点人员|风险等级|信用等级|积分|Ethnicity|ETHNIC GROUP|Race|\
        Religion|Religious belief|Political status|Party member|Sexual orientation|Health|Disease|\
        Disability|Blood type|Fingerprint|Biometrics|Photo|Ｍarital status|Pregnancy|Facial data";

    #[test]
    fn forbidden_columns_are_refused_in_every_spelling() {
        assert!(HEADERS.split('|').count() >= 60);
        for header in HEADERS.split('|') {
            assert!(is_refused(header), "{header}");
        }
    }

    #[test]
    fn the_columns_we_need_are_not_refused() {
        for header in [
            "姓名",
            "性别",
            "国籍",
            "Nationality",
            "户籍地址",
            "居住事由",
            "服务处所",
            "备注",
            "标签",
            "来源",
            "用途",
            "片区",
            "村社区",
            "联系电话",
            "Sex",
            "Address",
            "trace",
            "surface",
        ] {
            assert!(!is_refused(header), "{header}");
        }
    }

    #[test]
    fn a_refused_heading_is_no_field_even_when_it_also_names_one() {
        for header in ["姓名及民族", "身份证照片", "宗教信仰(备注)"] {
            for import_as in [ImportAs::People, ImportAs::Contacts, ImportAs::Rooms] {
                assert_eq!(
                    super::super::names::recognise(header, import_as),
                    None::<Field>,
                    "{header}"
                );
            }
        }
    }
}
