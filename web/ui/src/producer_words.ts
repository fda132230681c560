// Words are what the producer's script says, by the server's keys.
export type Words = { [key: string]: string };

// put puts the values into a message, one %s after the other.
export function put(message: string | undefined, ...values: string[]): string {
  return values.reduce((m, v) => m.replace("%s", () => v), message ?? "");
}
