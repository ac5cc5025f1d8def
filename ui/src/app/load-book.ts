import sheet from "./antd.css?url";

/** The book's screens: most of the program, read while somebody types the passphrase. */
export async function loadBook() {
  const [book] = await Promise.all([import("./book"), dress()]);
  return { default: book.Book };
}

let dressed: Promise<void> | null = null;

/** Ant Design's rules, before those that bend them. */
const dress = () =>
  (dressed ??= new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    link.onload = () => done();
    link.onerror = () => {
      dressed = null;
      link.remove();
      failed(new Error("the sheet was not read"));
    };
    document.head.prepend(link);
  }));
