// What is around each page: the bar with the clock, the navigation, what was done, the panel.
import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import AppLayout from '@cloudscape-design/components/app-layout';
import Button from '@cloudscape-design/components/button';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import SplitPanel from '@cloudscape-design/components/split-panel';
import { type ReactNode, useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import type { Call } from '../api/operation';
import { emulator, iot } from '../api/send';
import type { Fault } from '../api/types';
import { MadeCalls } from '../calls/MadeCalls';
import { CallCode } from '../calls/CallCode';
import { useMadeCalls } from '../calls/made';
import { ClockBar } from '../clock/ClockBar';
import { useAsk } from '../live/queries';
import { useReachable } from '../live/reachable';
import { KeysDialog } from './KeysDialog';
import { dismiss, useFlashes } from './flashes';
import { base } from './links';
import { type Panel, PanelContext } from './panel';
import { AppearanceButton } from './appearance';
import { texts } from '../texts/en';

const pages = ['', 'jobs', 'things', 'groups', 'templates', 'files', 'certificates'] as const;
const beside = ['journal', 'faults', 'time', 'settings'] as const;

// How many there are, of what one asks for again and again.
function useCounts(): Partial<Record<string, number>> {
  const jobs = useAsk<{ jobs: unknown[] }>(iot('ListJobs', { maxResults: 250, status: 'IN_PROGRESS' }));
  const faults = useAsk<{ faults: Fault[] }>(emulator('ListFaults'));
  return { jobs: jobs.data?.jobs.length, faults: faults.data?.faults.filter(({ active }) => active).length };
}

function useNavigation() {
  const [path, navigate] = useLocation();
  const counts = useCounts();
  const item = (page: (typeof pages)[number] | (typeof beside)[number]) => ({
    type: 'link' as const, href: `${base}/${page}`, text: texts.pages[page || 'overview'],
    info: counts[page] ? <Badge color={page === 'faults' ? 'red' : 'blue'}>{texts.number(counts[page])}</Badge> : undefined });
  return (
    <SideNavigation activeHref={`${base}/${path.split('/')[1]}`}
      header={{ text: texts.product, href: `${base}/` }}
      items={[...pages.map(item), { type: 'divider' }, ...beside.map(item)]}
      onFollow={(event) => {
        event.preventDefault();
        navigate(event.detail.href.slice(base.length) || '/');
      }} />
  );
}

function Notifications({ onShow }: { onShow: (call: Call) => void }) {
  const reachable = useReachable();
  const flashes = useFlashes();
  return (
    <>
      {!reachable && <Alert type="error" header={texts.gone.title}>{texts.gone.text}</Alert>}
      <Flashbar items={flashes.map(({ id, type, header, content, call }) => ({
        id, type, header, content, dismissible: true, dismissLabel: texts.close,
        ariaRole: type === 'error' ? 'alert' : 'status',
        onDismiss: () => dismiss(id),
        action: call && <Button onClick={() => onShow(call)}>{texts.calls.show}</Button>,
      }))} />
    </>
  );
}

export function Frame({ children }: { children: ReactNode }) {
  const [panel, setPanel] = useState<Panel>();
  const [own, setOwn] = useState<Panel>(); // of the frame itself; it goes before a page's
  const [navigationOpen, setNavigationOpen] = useState(window.innerWidth > 900);
  const show = useCallback((value: Panel | undefined) => setPanel((before) =>
    before === value || (!before && !value) ? before : value), []);
  const made = useMadeCalls();
  const shown = own ?? panel;
  const close = () => setOwn(undefined);
  const navigation = useNavigation();
  return (
    <PanelContext.Provider value={show}>
      <header id="bar" className="bar">
        <span className="product">{texts.product}</span>
        <ClockBar />
        <span className="bar-end">
          <Button iconName="script" onClick={() => setOwn({ header: texts.calls.made, onClose: close, content: <MadeCalls /> })}>
            {texts.calls.count(made.length)}
          </Button>
          <AppearanceButton />
        </span>
      </header>
      <AppLayout headerSelector="#bar" toolsHide ariaLabels={texts.layout}
        navigation={navigation} navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        notifications={<Notifications onShow={(call) =>
          setOwn({ header: call.operation, onClose: close, content: <CallCode call={call} /> })} />}
        stickyNotifications={false}
        splitPanelOpen={shown !== undefined}
        onSplitPanelToggle={() => shown?.onClose()}
        splitPanelPreferences={{ position: 'bottom' }}
        splitPanel={shown && (
          <SplitPanel header={shown.header} hidePreferencesButton closeBehavior="hide"
            i18nStrings={texts.splitPanel}>{shown.content}</SplitPanel>)}
        content={children} />
      <KeysDialog />
    </PanelContext.Provider>
  );
}
