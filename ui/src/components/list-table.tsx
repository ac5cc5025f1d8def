import { Table } from "antd";
import type { ColumnsType } from "antd/es/table";
import { useWords } from "../words";
import { Empty, Loading, Trouble } from "./states";

export const PAGE = 50;
type Order = { sort: string; descending: boolean };
type Props<T> = {
  rows: T[] | undefined;
  total: number;
  columns: ColumnsType<T>;
  rowKey: (row: T) => string;
  offset: number;
  onOffset: (offset: number) => void;
  order?: Order;
  onOrder?: (order: Order) => void;
  onOpen?: (row: T) => void;
  chosen?: { keys: string[]; onChange: (keys: string[]) => void };
  empty: string;
  error?: { message: string } | null;
  rowTestid?: string;
  limit?: number;
};

/** A list that Rust pages, filters and sorts; the whole row opens. */
export function ListTable<T extends object>(p: Props<T>) {
  const words = useWords();
  const limit = p.limit ?? PAGE;
  if (p.error && !p.rows) return <Trouble error={p.error} />;
  if (!p.rows) return <Loading />;
  if (p.total === 0) return <Empty text={p.empty} />;
  return (
    <Table<T>
      size="small"
      rowKey={p.rowKey}
      dataSource={p.rows}
      columns={p.columns}
      showSorterTooltip={false}
      sortDirections={["ascend", "descend", "ascend"]}
      onRow={(row, index) => ({
        onClick: () => p.onOpen?.(row),
        className: p.onOpen ? "row-open" : "",
        "data-testid": `${p.rowTestid ?? "row"}-${index}`,
      })}
      rowSelection={
        p.chosen ? { selectedRowKeys: p.chosen.keys, onChange: (keys) => p.chosen?.onChange(keys.map(String)), columnWidth: 36 } : undefined
      }
      onChange={(page, _filters, sorter, extra) => {
        if (extra.action === "paginate") p.onOffset(((page.current ?? 1) - 1) * limit);
        const one = Array.isArray(sorter) ? sorter[0] : sorter;
        if (extra.action === "sort" && one?.columnKey) p.onOrder?.({ sort: String(one.columnKey), descending: one.order === "descend" });
      }}
      pagination={{
        current: Math.floor(p.offset / limit) + 1,
        pageSize: limit,
        total: p.total,
        size: "small",
        hideOnSinglePage: false,
        showSizeChanger: false,
        showTotal: (total) => words("list.total", { total: total.toLocaleString("en-US") }),
      }}
    />
  );
}

/** Marks a column that Rust can sort by. */
export const sortable = (key: string, order: Order) => ({
  key,
  sorter: true,
  sortOrder: order.sort === key ? (order.descending ? ("descend" as const) : ("ascend" as const)) : null,
});
