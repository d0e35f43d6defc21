import { listChecks, listGames, readHealth, readMe, readStatus, readVersion, tabletopEndpoints } from "@wopr/contracts";
import { expect, test } from "vitest";
import { mountedEndpoints } from "./http/route-index.ts";
import { createTestServer } from "./testing.ts";

test("P29, TT38: without the tabletop the server starts, says which setting is off, and the rest works", async () => {
  const server = await createTestServer({ env: { WOPR_FEATURES_OFF: "tabletop" } });
  const owner = await server.signIn("owner");
  expect(await owner.client.call(readMe, {})).toMatchObject({ role: "owner" });
  expect((await server.client.call(readVersion, {})).features).not.toContain("tabletop");
  expect(await server.client.call(readHealth, {})).toMatchObject({
    status: "healthy",
    services: { tabletop: "disabled" },
  });
  await expect(owner.client.call(listGames, { query: {} })).rejects.toMatchObject({
    code: "platform.feature_disabled",
    status: 404,
    params: { feature: "tabletop", setting: "features.tabletop.enabled" },
  });
  expect(mountedEndpoints(server.app).filter(([name]) => name in tabletopEndpoints).length).toBeGreaterThan(0);
  const answer = await server.request("/api/v1/openapi.json");
  const document = (await answer.json()) as { readonly paths: object };
  expect(Object.keys(document.paths)).not.toContain("/api/v1/games");
  await server.close();
});

test("P29, S30: without the status its routes are 404 with the setting, and health and games are not touched", async () => {
  const server = await createTestServer({ env: { WOPR_FEATURES_OFF: "status" } });
  const owner = await server.signIn("owner");
  expect(await server.client.call(readHealth, {})).toMatchObject({
    status: "healthy",
    services: { status: "disabled" },
  });
  const refusal = { code: "platform.feature_disabled", params: { feature: "status" } };
  await expect(owner.client.call(listChecks, {})).rejects.toMatchObject(refusal);
  await expect(server.client.call(readStatus, { query: {} })).rejects.toMatchObject(refusal);
  expect(await owner.client.call(listGames, { query: {} })).toMatchObject({ total: 0 });
  await server.close();
});
