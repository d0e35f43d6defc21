import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

/** Amber, the one accent. Index 6 is the light token, index 4 the dark one (look.md, Tokens). */
const amber: MantineColorsTuple = [
  "#FFF6E5",
  "#FFEBC7",
  "#FFD98F",
  "#FFC652",
  "#FFB000",
  "#DB8B00",
  "#B36B00",
  "#8F5500",
  "#6B4000",
  "#472A00",
];

/** What Mantine uses for surfaces, lines and text in the dark: our tokens, so that the terminal look follows too. */
const dark: MantineColorsTuple = [
  "var(--text)",
  "var(--text)",
  "var(--muted)",
  "var(--muted)",
  "var(--line-strong)",
  "var(--hover)",
  "var(--surface)",
  "var(--background)",
  "var(--sunken)",
  "var(--sunken)",
];

/** White on amber cannot be read; what is filled with the accent has dark ink. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const accent = input.variant === "filled" && (input.color === undefined || input.color === "amber");
  return accent ? { ...colors, color: "var(--on-accent)" } : colors;
};

/** The cross of dialogs, as large as a finger. */
const close = { "aria-label": "Close", size: 44, iconSize: 22 };

const eye = { "aria-label": "Show the password", size: 44 };

/** Mantine with the tokens of look.md. Colours come from `tokens.css`, so every scheme is one block of variables. */
export const theme = createTheme({
  colors: { amber, dark },
  variantColorResolver,
  primaryColor: "amber",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: false,
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "13px", sm: "14px", md: "16px", lg: "20px", xl: "28px" },
  lineHeights: { xs: "1.5", sm: "1.5", md: "1.5", lg: "1.4", xl: "1.25" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "4px", sm: "8px", md: "8px", lg: "12px", xl: "16px" },
  defaultRadius: "md",
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "28px", lineHeight: "1.2" },
      h2: { fontSize: "20px", lineHeight: "1.3" },
      h3: { fontSize: "16px", lineHeight: "1.4" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Button: { defaultProps: { size: "md" } },
    ActionIcon: { defaultProps: { size: 44, variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md", rightSectionWidth: 48, visibilityToggleButtonProps: eye } },
    Textarea: { defaultProps: { size: "md" } },
    NumberInput: { defaultProps: { size: "md", hideControls: true } },
    Select: { defaultProps: { size: "md", comboboxProps: { shadow: "md" } } },
    SegmentedControl: { defaultProps: { size: "md" } },
    Switch: { defaultProps: { size: "md" } },
    Checkbox: { defaultProps: { size: "md" } },
    Menu: { defaultProps: { shadow: "md", withinPortal: false, withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { radius: "lg", centered: true, transitionProps: { duration: 120 }, closeButtonProps: close },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: close } },
    Tooltip: { defaultProps: { openDelay: 400, events: { hover: true, focus: true, touch: false } } },
  },
});

/** Hands our tokens to Mantine's own variables, so its components follow the scheme and the terminal look too. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--background)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-anchor": "var(--info)",
    "--mantine-color-amber-filled": "var(--accent)",
    "--mantine-color-amber-filled-hover": "var(--accent-hover)",
    "--mantine-color-amber-light": "var(--accent-tint)",
    "--mantine-color-amber-light-hover": "var(--accent-tint)",
    "--mantine-color-amber-light-color": "var(--accent-text)",
    "--mantine-color-amber-outline": "var(--accent)",
    "--mantine-color-amber-text": "var(--accent-text)",
    "--mantine-color-gray-text": "var(--text)",
    "--mantine-color-gray-light": "var(--hover)",
    "--mantine-color-gray-light-hover": "var(--hover)",
    "--mantine-color-gray-light-color": "var(--text)",
    "--mantine-color-gray-outline": "var(--line-strong)",
    "--mantine-color-red-filled": "var(--bad)",
    "--mantine-color-red-filled-hover": "var(--bad)",
    "--mantine-color-red-light": "var(--before-tint)",
    "--mantine-color-red-light-hover": "var(--before-tint)",
    "--mantine-color-red-light-color": "var(--bad)",
    "--mantine-color-red-text": "var(--bad)",
    "--mantine-color-red-outline": "var(--bad)",
    "--mantine-color-disabled": "var(--sunken)",
    "--mantine-color-disabled-color": "var(--muted)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-primary-color-contrast": "var(--on-accent)",
  };
  return { variables: {}, light: shared, dark: shared };
};
