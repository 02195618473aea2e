import '@cloudscape-design/global-styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { Redirect, Route, Router, Switch } from 'wouter';
import Spinner from '@cloudscape-design/components/spinner';
import { Frame } from './frame/Frame';
import { startAppearance } from './frame/appearance';
import { base } from './frame/links';
import { keepUpToDate, queryClient } from './live/queries';
import { startStream } from './live/stream';
import './console.css';

const Overview = lazy(() => import('./pages/overview/Overview'));
const Jobs = lazy(() => import('./pages/jobs/Jobs'));
const JobPage = lazy(() => import('./pages/job/JobPage'));
const CreateJob = lazy(() => import('./pages/create-job/CreateJob'));
const Things = lazy(() => import('./pages/things/Things'));
const ThingPage = lazy(() => import('./pages/thing/ThingPage'));
const Groups = lazy(() => import('./pages/groups/Groups'));
const Templates = lazy(() => import('./pages/templates/Templates'));
const Files = lazy(() => import('./pages/files/Files'));
const Certificates = lazy(() => import('./pages/certificates/Certificates'));
const Journal = lazy(() => import('./pages/journal/Journal'));
const Faults = lazy(() => import('./pages/faults/Faults'));
const Time = lazy(() => import('./pages/time/Time'));
const ConnectDevice = lazy(() => import('./pages/connect/ConnectDevice'));
const Settings = lazy(() => import('./pages/settings/Settings'));

startAppearance();
startStream();
keepUpToDate();

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queryClient}>
    <Router base={base}>
      <Frame>
        <Suspense fallback={<Spinner size="large" />}>
          <Switch>
            <Route path="/" component={Overview} />
            <Route path="/jobs" component={Jobs} />
            <Route path="/create-job" component={CreateJob} />
            <Route path="/jobs/:jobId">{({ jobId }) => <JobPage key={jobId} jobId={decodeURIComponent(jobId)} />}</Route>
            <Route path="/things" component={Things} />
            <Route path="/things/:name">{({ name }) => <ThingPage key={name} thing={decodeURIComponent(name)} />}</Route>
            <Route path="/groups/:name?">{({ name }) => <Groups chosen={name && decodeURIComponent(name)} />}</Route>
            <Route path="/templates" component={Templates} />
            <Route path="/files" component={Files} />
            <Route path="/certificates" component={Certificates} />
            <Route path="/journal" component={Journal} />
            <Route path="/faults" component={Faults} />
            <Route path="/time" component={Time} />
            <Route path="/connect" component={ConnectDevice} />
            <Route path="/settings" component={Settings} />
            <Route><Redirect to="/" /></Route>
          </Switch>
        </Suspense>
      </Frame>
    </Router>
  </QueryClientProvider>,
);
