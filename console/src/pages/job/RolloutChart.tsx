// Things reached over time, as they were and as they are to be.
import LineChart from '@cloudscape-design/components/line-chart';
import { texts } from '../../texts/en';

export interface RolloutPlan {
  reached: { at: string; things: number }[];
  planned: { at: string; things: number }[];
  left: number;
}

const points = (steps: { at: string; things: number }[]) =>
  steps.map(({ at, things }) => ({ x: new Date(at), y: things }));

export function RolloutChart({ plan }: { plan: RolloutPlan }) {
  const all = [...plan.reached, ...plan.planned].map(({ at }) => new Date(at));
  const most = Math.max(1, ...[...plan.reached, ...plan.planned].map(({ things }) => things));
  return (
    <LineChart height={240} hideFilter ariaLabel={texts.rollout.title} xScaleType="time" empty={texts.rollout.none}
      series={[
        { title: texts.rollout.reached, type: 'line', data: points(plan.reached) },
        { title: texts.rollout.planned, type: 'line', data: points(plan.planned), color: '#8c8c94' },
      ]}
      xDomain={all.length ? [all.reduce((a, b) => (a < b ? a : b)), all.reduce((a, b) => (a > b ? a : b))] : undefined}
      yDomain={[0, most]} yTitle={texts.rollout.things} xTitle={texts.rollout.time}
      i18nStrings={{ ...texts.chart, xTickFormatter: (value: Date) => texts.clockTime(value) }} />
  );
}
