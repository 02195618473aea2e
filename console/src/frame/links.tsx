// Links inside the console, and the members of its addresses.
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';

export const base = '/console';
export const toJob = (job: string) => `/jobs/${encodeURIComponent(job)}`;
export const toThing = (thing: string) => `/things/${encodeURIComponent(thing)}`;
export const toGroup = (group: string) => `/groups/${encodeURIComponent(group)}`;

interface Props {
  to: string;
  children: ReactNode;
  fontSize?: 'body-m' | 'heading-m' | 'display-l';
  label?: string;
}

export function Go({ to, children, fontSize, label }: Props) {
  const [, navigate] = useLocation();
  return (
    <Link href={base + to} fontSize={fontSize} ariaLabel={label} onFollow={(event) => {
      event.preventDefault();
      navigate(to);
    }}>{children}</Link>
  );
}

// One member of the query, kept in the address.
export function useMember(name: string): [string, (value: string | undefined) => void] {
  const [members, setMembers] = useSearchParams();
  return [members.get(name) ?? '', (value) => setMembers((before) => {
    const after = new URLSearchParams(before);
    if (value) after.set(name, value);
    else after.delete(name);
    return after;
  }, { replace: true })];
}
