import type { MantineColorSchemeManager } from "@mantine/core";

/** How the product looks; `auto` follows the system. */
export type Look = "auto" | "light" | "dark" | "terminal";

/** Every look with its name, in the order it is offered. */
export const LOOKS: readonly { readonly value: Look; readonly label: string }[] = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "terminal", label: "Terminal" },
];

const KEY = "wopr.look";

/** The look chosen on this device. */
export function chosenLook(): Look {
  try {
    const stored = localStorage.getItem(KEY);
    return LOOKS.find(({ value }) => value === stored)?.value ?? "auto";
  } catch {
    return "auto";
  }
}

/** Remembers a look on this device and shows it at once. `scheme` is Mantine's setter. */
export function chooseLook(look: Look, scheme: (value: "auto" | "light" | "dark") => void): void {
  try {
    localStorage.setItem(KEY, look);
  } catch {
    // Storage may be forbidden; the look then lasts until the page is closed.
  }
  document.documentElement.setAttribute("data-look", look === "terminal" ? "terminal" : "plain");
  scheme(look === "terminal" ? "dark" : look);
}

/** Tells Mantine what was chosen; remembering is done by {@link chooseLook} alone. */
export const lookManager: MantineColorSchemeManager = {
  get: () => {
    const look = chosenLook();
    return look === "terminal" ? "dark" : look;
  },
  set: () => {},
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {},
};
