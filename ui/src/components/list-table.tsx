import { Checkbox, Pagination } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../words";
import { Empty, Loading, Trouble } from "./states";

export const PAGE = 50;
type Order = { sort: string; descending: boolean };
export type Column<T> = { key: string; title: string; render: (value: undefined, row: T) => ReactNode; sorts?: boolean };
type Props<T> = {
  rows: T[] | undefined;
  total: number;
  columns: Column<T>[];
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

/**
 * A list that Rust pages, filters and sorts; the whole row opens. A plain table: Ant Design's measures the scroll bar with a <style>
 * element, which the window's policy forbids.
 */
export function ListTable<T extends object>(p: Props<T>) {
  const words = useWords();
  const limit = p.limit ?? PAGE;
  if (p.error && !p.rows) return <Trouble error={p.error} />;
  if (!p.rows) return <Loading />;
  if (p.total === 0) return <Empty text={p.empty} />;
  return (
    <div>
      <table className="plain list-table">
        <Head of={p} rows={p.rows} />
        <tbody>
          {p.rows.map((row, i) => (
            <Row key={p.rowKey(row)} of={p} row={row} index={i} />
          ))}
        </tbody>
      </table>
      <Pagination
        className="list-pages"
        size="small"
        current={Math.floor(p.offset / limit) + 1}
        pageSize={limit}
        total={p.total}
        showSizeChanger={false}
        showTotal={(total) => words("list.total", { total: total.toLocaleString("en-US") })}
        onChange={(page) => p.onOffset((page - 1) * limit)}
      />
    </div>
  );
}

function Head<T extends object>({ of: p, rows }: { of: Props<T>; rows: T[] }) {
  const keys = rows.map(p.rowKey);
  const all = keys.length > 0 && keys.every((k) => p.chosen?.keys.includes(k));
  return (
    <thead>
      <tr>
        {p.chosen ? (
          <th className="tick">
            <Checkbox checked={all} onChange={() => p.chosen?.onChange(all ? [] : keys)} data-testid="tick-all" />
          </th>
        ) : null}
        {p.columns.map((c) => (
          <th key={c.key} aria-sort={p.order?.sort === c.key ? (p.order.descending ? "descending" : "ascending") : undefined}>
            {c.sorts ? <Sorter column={c.key} title={c.title} order={p.order!} onOrder={p.onOrder!} /> : c.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Sorter({ column, title, order, onOrder }: { column: string; title: string; order: Order; onOrder: (o: Order) => void }) {
  const here = order.sort === column;
  return (
    <button
      type="button"
      className="sorter"
      data-testid={`sort-${column}`}
      onClick={() => onOrder({ sort: column, descending: here && !order.descending })}
    >
      {title} <i aria-hidden>{here ? (order.descending ? "▼" : "▲") : ""}</i>
    </button>
  );
}

function Row<T extends object>({ of: p, row, index }: { of: Props<T>; row: T; index: number }) {
  const key = p.rowKey(row);
  const ticked = p.chosen?.keys.includes(key) ?? false;
  const tick = () => p.chosen?.onChange(ticked ? p.chosen.keys.filter((k) => k !== key) : [...p.chosen.keys, key]);
  return (
    <tr className={p.onOpen ? "row-open" : undefined} data-testid={`${p.rowTestid ?? "row"}-${index}`} onClick={() => p.onOpen?.(row)}>
      {p.chosen ? (
        <td className="tick">
          <Checkbox checked={ticked} onChange={tick} data-testid={`tick-${index}`} />
        </td>
      ) : null}
      {p.columns.map((c) => (
        <td key={c.key}>{c.render(undefined, row)}</td>
      ))}
    </tr>
  );
}

/** Marks a column that Rust can sort by. */
export const sortable = (key: string) => ({ key, sorts: true });
