import { verifyPassword } from "better-auth/crypto";
import type { Caller } from "../../http/caller.ts";
import type { SharedLimiter } from "../../http/limit-store.ts";
import { LIMITS } from "../../http/limits.ts";
import { ADDRESS_HEADER, type Auth } from "./auth.ts";
import { IdentityErrors } from "./errors.ts";
import { callerOfUser, sessionCookieOf } from "./identify.ts";
import type { SecondFactor } from "./second-factor.ts";
import type { Sessions } from "./sessions.ts";
import type { IdentityStore } from "./store.ts";
import type { PeopleStore } from "./store-people.ts";

/** What somebody types to sign in. */
export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** `false`: the cookie ends with the browser session. */
  readonly remember: boolean;
  /** From an app, or a recovery code. */
  readonly code?: string | undefined;
  readonly ip: string;
}

/** Somebody who has just signed in. */
export interface SignedIn {
  readonly caller: Caller;
  readonly setCookies: readonly string[];
}

/** Signs people in and out. */
export interface SignIn {
  /**
   * Five failed tries in 15 minutes per account and per address; a right password costs nothing.
   *
   * @throws {AppError} `identity.sign_in_failed`, `identity.code_required`, `identity.code_wrong`, `identity.suspended`,
   * `platform.rate_limited`
   */
  attempt(attempt: SignInAttempt): Promise<SignedIn>;
  /** As {@link SignIn.attempt} without limits, for somebody who has proved themselves otherwise. */
  open(attempt: SignInAttempt): Promise<SignedIn>;
  /** Counts a try of a signed-in person to give their password. @throws {AppError} `platform.rate_limited` */
  countTry(account: string, ip: string): Promise<void>;
  /** Takes the count back after a right password. */
  forgiveTry(account: string, ip: string): Promise<void>;
  /** Ends the session of these cookies. Idempotent. @returns Cookies that remove the browser's. */
  close(cookie: string | undefined): Promise<readonly string[]>;
}

/** Signing in through better-auth, with our limits around it. */
export function createSignIn(deps: {
  readonly auth: Auth;
  readonly store: IdentityStore;
  readonly people: PeopleStore;
  readonly secondFactor: SecondFactor;
  readonly sessions: Pick<Sessions, "markProved">;
  readonly limiter: SharedLimiter;
  readonly onRightsChanged: () => void;
}): SignIn {
  const { auth, store, people, secondFactor, sessions, limiter } = deps;
  const bucketsOf = (account: string, ip: string) => [`account ${account.toLowerCase()}`, `address ${ip}`];

  async function countTry(account: string, ip: string) {
    for (const bucket of bucketsOf(account, ip)) await limiter.take(LIMITS.signIn, bucket);
  }
  async function forgiveTry(account: string, ip: string) {
    for (const bucket of bucketsOf(account, ip)) await limiter.giveBack(LIMITS.signIn, bucket);
  }

  async function open({ email, password, remember, ip }: SignInAttempt): Promise<SignedIn> {
    const answer = await auth.api.signInEmail({
      body: { email, password, rememberMe: remember },
      headers: new Headers({ [ADDRESS_HEADER]: ip }),
      asResponse: true,
    });
    if (!answer.ok) throw IdentityErrors.sign_in_failed({});
    const { user } = (await answer.json()) as { readonly user: { readonly id: string } };
    const person = await store.findUser(user.id);
    if (person?.status !== "active") {
      await store.endSessions(user.id, null);
      throw IdentityErrors.suspended({});
    }
    const setCookies = answer.headers.getSetCookie();
    // Whoever has just given the password need not give it again for what is weighty.
    await sessions.markProved(setCookies.map(sessionCookieOf).find((value) => value !== undefined) ?? "");
    return { caller: callerOfUser(person, []), setCookies };
  }

  /** Asks for the code only after the right password, so that nobody learns whose account has one. */
  async function demandCode({ email, password, code }: SignInAttempt) {
    const user = await people.findByEmail(email);
    if (!user || !(await secondFactor.isOn(user.id))) return;
    const hash = await store.passwordHash(user.id);
    if (!hash || !(await verifyPassword({ hash, password }))) throw IdentityErrors.sign_in_failed({});
    await secondFactor.demand(user.id, code);
  }

  return {
    open,
    countTry,
    forgiveTry,

    async attempt(attempt) {
      await countTry(attempt.email, attempt.ip);
      await demandCode(attempt);
      const signedIn = await open(attempt);
      await forgiveTry(attempt.email, attempt.ip);
      return signedIn;
    },

    async close(cookie) {
      const headers = new Headers({ cookie: cookie ?? "" });
      const answer = await auth.api.signOut({ headers, asResponse: true });
      deps.onRightsChanged();
      return answer.headers.getSetCookie();
    },
  };
}
