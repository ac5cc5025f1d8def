import { expect, test } from "vitest";
import { enrolFindings } from "./lib";

const good = {
  station_url: "https://station.example:8443",
  code: "ABCD-2345",
  fingerprint: "",
  passphrase: "青岩刘村的早晨有雾请慢行",
  again: "青岩刘村的早晨有雾请慢行",
};

test("a complete form has nothing to say", () => expect(enrolFindings(good)).toEqual([]));
test("twelve characters are counted as people see them", () => {
  expect(enrolFindings({ ...good, passphrase: "短短短", again: "短短短" })[0]?.field).toBe("passphrase");
});
test("the second passphrase must be the first", () => {
  expect(enrolFindings({ ...good, again: "x" }).map((f) => f.field)).toEqual(["again"]);
});
test("the address is https", () => {
  expect(enrolFindings({ ...good, station_url: "http://station.example" }).map((f) => f.field)).toEqual(["station_url"]);
});
