import {
  agreeProposal,
  createCapture,
  createDemoGame,
  currentProposal,
  type ProposalWire,
  readGame,
  readState,
} from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test("the sample begins with a set-up that one tap confirms", async () => {
  const { client } = await server.signIn("owner");
  const game = await client.call(createDemoGame, { body: {} });
  const params = { id: game.id };
  await client.call(createCapture, { params, query: {}, body: { trigger_camera: true } });
  const proposal = await untilProposal(client, game.id);
  console.log(JSON.stringify(proposal, null, 1).slice(0, 1500));
  const { head_seq } = await client.call(readGame, { params });
  const agreed = await client.call(agreeProposal, {
    params: { id: game.id, pid: proposal.id },
    body: { expected_seq: head_seq },
  });
  expect(agreed.proposal.status).toBe("agreed");
  for (let i = 1; i < 12; i++) {
    await client.call(createCapture, { params, query: {}, body: { trigger_camera: true } });
    const p = await untilProposal(client, game.id, proposal.id);
    console.log(i, p.outcome, p.text, JSON.stringify(p.questions), JSON.stringify(p.reasons), p.confidence);
    if (p.outcome === "sure") {
      const { head_seq } = await client.call(readGame, { params });
      const a = await client.call(agreeProposal, {
        params: { id: game.id, pid: p.id },
        body: { expected_seq: head_seq },
      });
      expect(a.move?.n).toBeGreaterThan(0);
    } else if (p.outcome === "ask") {
      const { head_seq } = await client.call(readGame, { params });
      const answers = Object.fromEntries(p.questions.map((q) => [q.id, q.options[0]!.value]));
      const a = await client.call(agreeProposal, {
        params: { id: game.id, pid: p.id },
        body: { expected_seq: head_seq, answers },
      });
      console.log(a.proposal.status, a.move?.move.text, a.open_questions);
    }
  }
  console.log(JSON.stringify((await client.call(readState, { params, query: {} })).board_state.pieces));
}, 60000);

async function untilProposal(client: TestServer["client"], id: string, not?: string): Promise<ProposalWire> {
  for (let i = 0; i < 200; i++) {
    const { proposal, running } = await client.call(currentProposal, { params: { id } });
    if (proposal && !running && proposal.id !== not) return proposal;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(JSON.stringify(await client.call(readGame, { params: { id } }), null, 1).slice(0, 4000));
}
