import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/**
 * ECharts assigns `constructor` on a plain object, which a frozen prototype refuses (the window freezes prototypes). One line is rewritten
 * to define the property instead; a build in which that line is no longer found fails.
 */
const echartsUnderFrozenPrototype = {
  name: "echarts-under-frozen-prototype",
  transform(code: string, id: string) {
    if (!id.includes("echarts/lib/core/Scheduler.js")) return null;
    const assignment = "target[name_1] = noop;";
    if (!code.includes(assignment)) throw new Error("ECharts changed: look whether it still assigns to a frozen prototype");
    const definition = "Object.defineProperty(target, name_1, { value: noop, writable: true, configurable: true, enumerable: true });";
    return code.replace(assignment, definition);
  },
};

export default defineConfig({
  base: "./",
  envPrefix: ["VITE_"],
  plugins: [echartsUnderFrozenPrototype, react()],
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
