import {
  IconActivityHeartbeat,
  IconAdjustments,
  IconCards,
  IconHistory,
  IconServer2,
  IconSunHigh,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

/** One area of the product as navigation shows it. */
export interface Area {
  readonly to: "/config" | "/checks" | "/play" | "/history" | "/system" | "/day";
  readonly label: string;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  /** Feature of the server that must be on; absent: always there. */
  readonly feature?: string;
  readonly keywords: string;
}

const AREAS: readonly Area[] = [
  { to: "/play", label: "Play", icon: IconCards, feature: "tabletop", keywords: "games board camera photo" },
  {
    to: "/config",
    label: "Config",
    icon: IconAdjustments,
    feature: "config",
    keywords: "settings yaml namespaces publish revisions layers revert",
  },
  {
    to: "/day",
    label: "Day",
    icon: IconSunHigh,
    feature: "life",
    keywords: "today routines habits score xp streak character tree sleep",
  },
  {
    to: "/checks",
    label: "Status",
    icon: IconActivityHeartbeat,
    feature: "status",
    keywords: "checks uptime incidents maintenance outage health",
  },
  { to: "/history", label: "History", icon: IconHistory, keywords: "log undo events who why" },
  { to: "/system", label: "System", icon: IconServer2, keywords: "version health keys look theme" },
];

/** Areas that are on. Before the server has said which, none that could be off are shown. */
export const areasFor = (features: readonly string[] | undefined): readonly Area[] =>
  AREAS.filter(({ feature }) => feature === undefined || (features?.includes(feature) ?? false));
