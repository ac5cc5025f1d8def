import { expect, test } from "vitest";
import type { ResendPage } from "../../api";
import { byRecord, corrections, inputKey } from "./lib";

test("what waits is grouped by record, its changes in the order in which they were made", () => {
  const line = (id: string, at: number, text: string) => ({ id, at, text, kind: "people" });
  const records = byRecord([line("a", 30, "改电话"), line("b", 20, "新登记"), line("a", 10, "新登记")]);
  expect(records.map((r) => r.id)).toEqual(["a", "b"]);
  expect(records[0]).toMatchObject({ since: 10, texts: ["新登记", "改电话"] });
});

test("a masked number that was left alone is not sent", () => {
  const field = (path: string, value: string) => ({ path, value, label: path, input: "text", shown: value, options: [] });
  const page: ResendPage = {
    refused: "q",
    reason: "",
    records: [{ refused: "q", title: "", fields: [field("name", "李伟"), field("phone", "")] }],
  };
  expect(corrections(page, {})).toEqual([]);
  expect(corrections(page, { [inputKey("q", "name")]: "李伟" })).toEqual([]);
  const typed = { [inputKey("q", "phone")]: "13900000001" };
  expect(corrections(page, typed)).toEqual([{ refused: "q", path: "phone", value: "13900000001" }]);
});
