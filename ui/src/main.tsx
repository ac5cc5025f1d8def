import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { client, connect, listenAll } from "./api";
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
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  whenPainted(() => void loadBook());
}

void start();
