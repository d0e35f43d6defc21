import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { needComponent } from "../../tools/components/find.ts";

/** Whether Chromium is there; in CI its absence is red. */
export const found = needComponent("chromium", process.env);

/** What a suite says that cannot run here. */
export const missing = found.present ? "" : ` (${found.reason})`;

/** Sizes every screen is looked at in (look.md). */
export const SIZES = {
  phone: { width: 390, height: 844 },
  ipad: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
} as const;
/** One of {@link SIZES}. */
export type SizeName = keyof typeof SIZES;

/** Flags Chromium needs without a window. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SHOTS = join(import.meta.dirname, "../shots");

/** Starts Chromium without a window. */
export async function startBrowser(): Promise<Browser> {
  if (!found.present) throw new Error(found.reason);
  return chromium.launch({ executablePath: found.command, args: FLAGS });
}

/** A tab, and everything its console complained about. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}

/** Opens a tab of a size and scheme. Errors and warnings of its console are collected. */
export async function openTab(
  browser: Browser,
  look: { readonly size: SizeName; readonly scheme: "light" | "dark"; readonly signedIn?: string },
): Promise<Tab> {
  const touch = look.size !== "desktop";
  const context = await browser.newContext({
    viewport: SIZES[look.size],
    colorScheme: look.scheme,
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: "reduce",
    ...(look.signedIn === undefined ? {} : { storageState: look.signedIn }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (failure) => complaints.push(String(failure)));
  return { page, context, complaints };
}

/** Keeps a picture of a page for whoever wants to look at it; the folder is not committed. */
export async function keepShot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
