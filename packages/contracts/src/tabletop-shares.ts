import { z } from "zod";
import { IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CommentWire } from "./tabletop-annotations.ts";
import { GameStatus, MoveLineWire, StateWire } from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });
/** 128 random bits as base64url. */
const Token = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** A link for people without an account. The token itself is shown once, when the link is made. */
export const ShareLinkWire = z.object({
  id: IdWire,
  label: z.string(),
  scope: z.enum(["view", "comment"]),
  /** `none`: no photos · `board`: cropped to the board · `full`: whole photos. */
  photos: z.enum(["none", "board", "full"]),
  created_at: InstantWire,
  expires_at: InstantWire,
  revoked_at: InstantWire.nullable(),
  last_used_at: InstantWire.nullable(),
});
/** {@link ShareLinkWire} as a type. */
export type ShareLinkWire = z.infer<typeof ShareLinkWire>;

/** `POST /games/{id}/share-links` */
export const createShareLink = defineEndpoint({
  method: "POST",
  path: "/games/:id/share-links",
  summary: "Make a link to watch a game without an account",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    label: z.string().trim().max(60).default(""),
    scope: ShareLinkWire.shape.scope.default("view"),
    photos: ShareLinkWire.shape.photos.default("board"),
    expires_in_days: z.number().positive().max(3650).default(30),
  }),
  status: 201,
  response: z.object({
    link: ShareLinkWire,
    token: z.string(),
    /** Address for people, below this server's own: `/watch/{token}`. */
    url: z.string(),
  }),
  errors: ["game.not_found"],
});

/** `GET /games/{id}/share-links` */
export const listShareLinks = defineEndpoint({
  method: "GET",
  path: "/games/:id/share-links",
  summary: "Links to a game, newest first",
  scope: "tabletop:write",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(ShareLinkWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `DELETE /games/{id}/share-links/{lid}`: at once and for good. Idempotent. */
export const revokeShareLink = defineEndpoint({
  method: "DELETE",
  path: "/games/:id/share-links/:lid",
  summary: "Revoke a link",
  scope: "tabletop:write",
  params: z.object({ id: IdWire, lid: IdWire }),
  status: 204,
  response: NothingWire,
  errors: ["game.not_found", "share.not_found"],
});

/** A photo as a spectator may see it. */
export const SharedCaptureWire = z.object({
  id: IdWire,
  sequence: z.int().nullable(),
  captured_at: InstantWire.nullable(),
  label: z.string(),
  move: z.int().nullable(),
  /** Below `/api/v1/shared/{token}`; null where the link shows no photos. */
  board_url: z.string().nullable(),
  photo_url: z.string().nullable(),
});

/** What a spectator sees. No accounts, no cameras, no storage paths. */
export const SharedGameWire = z.object({
  name: z.string(),
  game_type: z.string(),
  status: GameStatus,
  players: z.array(z.object({ position: z.int(), name: z.string(), color: z.string() })),
  /** As `board` of a pack. */
  board: z.record(z.string(), z.unknown()),
  phases: z.array(z.object({ id: z.string(), name: z.string() })),
  state: StateWire,
  moves: z.array(MoveLineWire),
  captures: z.array(SharedCaptureWire),
  comments: z.array(CommentWire),
  scope: ShareLinkWire.shape.scope,
  photos: ShareLinkWire.shape.photos,
  expires_at: InstantWire,
  head_seq: z.int(),
});
/** {@link SharedGameWire} as a type. */
export type SharedGameWire = z.infer<typeof SharedGameWire>;

const SharedParams = z.object({ token: Token });

/** `GET /shared/{token}` */
export const readShared = defineEndpoint({
  method: "GET",
  path: "/shared/:token",
  summary: "A shared game",
  scope: "public",
  params: SharedParams,
  query: z.object({ at_move: z.coerce.number().int().min(0).optional() }),
  status: 200,
  response: SharedGameWire,
  errors: ["share.gone", "move.not_found"],
});

/** `GET /shared/{token}/stream`: ids of events; read the game again when one comes. */
export const streamShared = defineEndpoint({
  method: "GET",
  path: "/shared/:token/stream",
  summary: "Tells a spectator that something happened",
  scope: "public",
  params: SharedParams,
  status: 200,
  response: z.unknown(),
  answers: "event-stream",
  errors: ["share.gone"],
});

/** `GET /shared/{token}/captures/{cid}/{kind}.jpg` */
export const readSharedPhoto = defineEndpoint({
  method: "GET",
  path: "/shared/:token/captures/:cid/:kind",
  summary: "A photo of a shared game, as far as the link shows photos",
  scope: "public",
  params: SharedParams.extend({ cid: IdWire, kind: z.enum(["board", "photo"]) }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["share.gone", "capture.not_found"],
});

/** `POST /shared/{token}/comments` */
export const commentShared = defineEndpoint({
  method: "POST",
  path: "/shared/:token/comments",
  summary: "Comment on a shared game",
  scope: "public",
  params: SharedParams,
  body: z.object({
    name: z.string().trim().min(1).max(60),
    move_id: IdWire.nullish(),
    text: z.string().trim().min(1).max(2000),
  }),
  status: 201,
  response: CommentWire,
  errors: ["share.gone", "share.view_only", "move.not_found"],
});
