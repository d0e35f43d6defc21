/** Page of a game in the web app. */
export const gamePage = (url: string, gameId: string): string => `${url}/play/${gameId}`;
