import { Go, toGroup, toThing } from '../../frame/links';

// A thing or a group, by its ARN.
export function Target({ arn }: { arn: string }) {
  const [kind, name] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  return <span className="breakable"><Go to={kind === 'thing' ? toThing(name) : toGroup(name)}>{kind}/{name}</Go> </span>;
}
