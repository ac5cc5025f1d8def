import { theme, type ThemeConfig } from "antd";
import type { Look } from "./look";

const colours = {
  light: {
    primary: "#1F5FA8",
    ground: "#F5F6F8",
    surface: "#FFFFFF",
    line: "#E3E6EA",
    text: "#1D2329",
    quiet: "#68727D",
    late: "#D55E00",
    due: "#E69F00",
    done: "#009E73",
  },
  dark: {
    primary: "#6FA8DC",
    ground: "#14171A",
    surface: "#1C2024",
    line: "#2E343A",
    text: "#E6E9EC",
    quiet: "#9AA4AE",
    late: "#FF8A3D",
    due: "#F2B632",
    done: "#2FC79A",
  },
} as const;

/** One theme for the running window and for the style sheet cut out at build time (scripts/antd-css.ts): both must agree on the variable key. */
export function themeOf(look: Look): ThemeConfig {
  const c = colours[look];
  return {
    // The compact algorithm takes the next smaller step: 16 becomes 14, a 32 px control 28 px.
    algorithm: look === "dark" ? [theme.darkAlgorithm, theme.compactAlgorithm] : [theme.defaultAlgorithm, theme.compactAlgorithm],
    cssVar: { key: `bb-${look}` },
    hashed: false,
    token: {
      fontSize: 16,
      controlHeight: 34,
      borderRadius: 4,
      wireframe: false,
      motion: false,
      colorPrimary: c.primary,
      colorLink: c.primary,
      colorInfo: c.primary,
      colorError: c.late,
      colorWarning: c.due,
      colorSuccess: c.done,
      colorBgLayout: c.ground,
      colorBgContainer: c.surface,
      colorBgElevated: c.surface,
      colorBorder: look === "light" ? "#C9CFD6" : "#434B53",
      colorBorderSecondary: c.line,
      colorText: c.text,
      colorTextSecondary: c.quiet,
      colorTextDescription: c.quiet,
      colorTextPlaceholder: look === "light" ? "#98A1AA" : "#6D7780",
      fontFamily: '"Beatbook Dot", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif',
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", primaryColor: look === "dark" ? "#10202F" : "#FFFFFF" },
      Segmented: { trackBg: look === "light" ? "#ECEEF1" : "#2A3036" },
    },
  };
}
