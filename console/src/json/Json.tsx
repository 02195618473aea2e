// JSON as it reads best; what is no JSON, as it is.
export function indented(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

export function Json({ value, label }: { value: unknown; label?: string }) {
  return <pre className="code" tabIndex={0} aria-label={label ?? 'JSON'}>{indented(value)}</pre>;
}
