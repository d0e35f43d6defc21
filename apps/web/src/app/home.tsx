import { areasFor } from "./areas.ts";
import { Redirect } from "./redirect.tsx";
import { useFeatures } from "./session.tsx";

/** The first area that is on. */
export function Home() {
  const features = useFeatures();
  const first = areasFor(features)[0];
  return features && first ? <Redirect to={first.to} /> : null;
}
