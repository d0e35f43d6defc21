import { Navigate } from "@tanstack/react-router";
import { areasFor } from "./areas.ts";
import { useFeatures } from "./session.tsx";

/** The first area that is on. */
export function Home() {
  const features = useFeatures();
  const first = areasFor(features)[0];
  return features && first ? <Navigate to={first.to} replace /> : null;
}
