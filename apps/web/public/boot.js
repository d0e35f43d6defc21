// Runs before the first paint, so that a page never flashes in the wrong colours.
(() => {
  let look = "auto";
  try {
    look = localStorage.getItem("wopr.look") ?? "auto";
  } catch {
    // Storage may be forbidden; then the system's choice is followed.
  }
  const dark =
    look === "dark" || look === "terminal" || (look === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  root.setAttribute("data-look", look === "terminal" ? "terminal" : "plain");
})();
