import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const tauri = { group: ["@tauri-apps/*"], message: "Only src/api talks to Rust." };
const border = (folders, why) => ({ group: folders.flatMap((f) => [`**/${f}/**`, `**/${f}`]), message: why });
const html = "Markup never comes from data: text is rendered by React alone.";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/bindings.ts"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-console": "error",
      "max-lines": ["error", 400],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: html },
        { selector: "Property[key.name='dangerouslySetInnerHTML']", message: html },
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]", message: html },
      ],
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB"],
      "no-restricted-properties": [
        "error",
        { object: "window", property: "localStorage", message: "State lives in TanStack Query only." },
        { object: "window", property: "sessionStorage", message: "State lives in TanStack Query only." },
        { object: "window", property: "indexedDB", message: "State lives in TanStack Query only." },
      ],
    },
  },
  {
    files: ["src/api/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [border(["features", "app", "components"], "api knows no screen.")] }],
    },
  },
  {
    files: ["src/words/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [tauri, border(["features", "app", "components", "api"], "words know only words.")] }],
    },
  },
  {
    files: ["src/components/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [tauri, border(["features", "app", "api"], "components know no domain word.")] }],
    },
  },
  {
    files: ["src/features/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauri, border(["app"], "features do not know the frame.")] }] },
  },
  { files: ["src/app/**", "src/*.tsx"], rules: { "no-restricted-imports": ["error", { patterns: [tauri] }] } },
  {
    files: ["scripts/**"],
    languageOptions: {
      globals: { console: "readonly", process: "readonly", document: "readonly", window: "readonly", setTimeout: "readonly" },
    },
  },
);
