import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client, connect, listenAll, readNow } from "./api";
import { App } from "./app/app";
import { loadBook } from "./app/load-book";
import { whenPainted } from "./app/painted";
import "./app/app.css";
import "./app/frame.css";
import "./app/parts.css";
import "./app/widgets.css";
import "./app/screens.css";
import "./app/settling.css";

async function start() {
  await connect();
  await listenAll(client);
  // Which door is open is known before anything is drawn; a failure is told, and tried again, by the page.
  await readNow("sessionState").catch(() => null);
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  whenPainted(() => void loadBook());
}

void start();
