import type { StaticFile, StaticFiles } from "./static-files.ts";

/** Names what is served: the version of the server, and which page of the web app it ships. */
export interface BuildId {
  of(page: StaticFile): string;
  /** Of the page that is served now; without a built web app that of the server alone. */
  current(): Promise<string>;
}

/** Tells builds apart, so that a page out of an old cache is not taken for ours. */
export function createBuildId(files: StaticFiles, version: string): BuildId {
  const of = (page: StaticFile) => `${version}-${page.etag.replaceAll(/[^A-Za-z0-9_-]/g, "").slice(0, 12)}`;
  return {
    of,
    async current() {
      const page = await files.find("/index.html");
      return page ? of(page) : version;
    },
  };
}
