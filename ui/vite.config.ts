import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  envPrefix: ["VITE_"],
  plugins: [react()],
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: {
    outDir: "dist",
    target: "safari15",
    // Everything stays a file of its own: the window's policy allows no data: scripts and no inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], css: false, setupFiles: ["src/test-setup.ts"] },
});
