// All that the console says, in English; another language is another file of this form.
const number = new Intl.NumberFormat('en');
const local = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

function duration(milliseconds: number): string {
  const parts: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']];
  let rest = Math.round(milliseconds);
  if (rest < 1000) return rest === 0 ? '0 s' : `${rest} ms`;
  const said: string[] = [];
  for (const [length, name] of parts) {
    const count = Math.floor(rest / length);
    if (count > 0) said.push(`${count} ${name}`);
    rest -= count * length;
  }
  return said.slice(0, 2).join(' ');
}

const utc = (at: Date) => (Number.isNaN(at.getTime()) ? '–' : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`);

export const texts = {
  product: 'iot-jobs-local',
  number: (value: number) => number.format(value),
  local: (at: Date) => (Number.isNaN(at.getTime()) ? '–' : local.format(at)),
  utc,
  clockTime: (at: Date) => (Number.isNaN(at.getTime()) ? '–' : at.toISOString().slice(11, 23)),
  instant: (seconds: number | undefined) => (seconds === undefined ? '–' : utc(new Date(seconds * 1000))),
  // Without the year, where room is scarce.
  short: (seconds: number | undefined) => (seconds === undefined ? '–' : utc(new Date(seconds * 1000)).slice(5, 19)),
  duration,
  left: (milliseconds: number) => (Math.abs(milliseconds) < 1 ? 'now' : milliseconds < 0 ? `${duration(-milliseconds)} ago` : `in ${duration(milliseconds)}`),
  loading: 'Loading',
  error: 'Refused',
  info: 'Information',
  cancel: 'Cancel',
  close: 'Close',
  clear: 'Clear',
  delete: 'Delete',
  andMore: (count: number) => ` and ${number.format(count)} more`,
  pages: {
    overview: 'Overview', jobs: 'Jobs', things: 'Things', groups: 'Groups', templates: 'Templates',
    files: 'Files', certificates: 'Certificates and policies', journal: 'Journal', faults: 'Faults',
    time: 'Time', settings: 'Settings',
  },
  layout: {
    navigation: 'Navigation', navigationClose: 'Close navigation', navigationToggle: 'Open navigation',
    notifications: 'Notifications',
  },
  splitPanel: {
    closeButtonAriaLabel: 'Close panel', openButtonAriaLabel: 'Open panel', resizeHandleAriaLabel: 'Resize panel',
    preferencesTitle: 'Panel', preferencesPositionLabel: 'Position', preferencesPositionDescription: '',
    preferencesPositionSide: 'Side', preferencesPositionBottom: 'Bottom', preferencesConfirm: 'Confirm', preferencesCancel: 'Cancel',
  },
  pagination: {
    nextPageLabel: 'Next page', previousPageLabel: 'Previous page', paginationLabel: 'Pages',
    pageLabel: (page: number) => `Page ${page}`,
  },
  chart: {
    chartAriaRoleDescription: 'line chart', xAxisAriaRoleDescription: 'time', yAxisAriaRoleDescription: 'things',
    detailPopoverDismissAriaLabel: 'Close', legendAriaLabel: 'Legend',
  },
  appearance: { light: 'Light appearance', dark: 'Dark appearance' },
  gone: {
    title: 'The emulator does not answer',
    text: 'What was seen last stays here. The page goes on by itself as soon as the emulator is back.',
  },
  keys: {
    title: 'Sign requests', use: 'Use these keys', accessKeyId: 'Access key id', secretAccessKey: 'Secret access key',
    region: 'Region', text: 'This emulator wants requests signed (--auth sigv4). The keys stay in this tab.',
  },
  calls: {
    title: 'Calls', made: 'Calls that this tab has made', show: 'Show the call', none: 'No call was made yet.',
    language: 'Language', cli: 'AWS CLI', boto3: 'boto3', javascript: 'JavaScript', curl: 'curl', copy: 'Copy',
    copied: 'Copied', notCopied: 'It could not be copied', code: 'The call', accepted: 'accepted',
    count: (count: number) => `Calls (${count})`,
  },
  clock: {
    title: "The emulator's clock", frozen: 'frozen', real: 'real speed', freeze: 'Freeze the clock', goOn: 'Let the clock go on',
    advance: 'Advance', nothingDue: 'Nothing is due', notMoved: 'The clock was not moved', faster: 'Let a minute pass each second',
    backToReal: 'Back to real time', scaled: (scale: number) => `${scale} s a second`,
    here: (at: string) => `In your zone: ${at}`, now: (at: string) => `It is ${at}`, by: (duration_: string) => `By ${duration_}`,
    next: (left: string) => `Next: ${left}`, toNext: (left: string, why: string) => `Next: ${left}, ${why}`,
    nextWhy: (why: string) => `Due next: ${why}`,
  },
  status: { none: 'No executions' },
  overview: {
    description: 'What the fleet does now', connected: 'Devices connected / things', atWork: 'Jobs at work', refused: 'Refused of late',
    executions: 'Executions of these jobs', due: 'Due next', messages: 'Last messages', refusals: 'Refusals and near misses',
    madeThing: (name: string) => `Thing ${name} is there`, firstJob: 'The first job',
  },
  doors: {
    lamp: 'See a job at work', makeLamp: 'Make a thing and a job for me',
    lampText: 'A virtual lamp is made, which lives in this tab, and a job for it. Watch the two talk.',
    connect: 'Connect my device', connectMine: 'Connect a device',
    connectText: 'A thing with its certificate and policy, the addresses, one command to try; the page waits for your device.',
    lesson: 'Try things out', lessonText: 'Each takes a minute:',
    steps: { job: 'Make a job, and see the plan before', time: 'Let time pass', faults: 'Let something go wrong', journal: 'See all that happens' },
  },
  connect: {
    nameText: 'Also the client id of your device', make: 'Make it', certificate: 'Certificate', key: 'Private key', ca: 'CA certificate',
    waiting: 'No device has connected yet', see: (name: string) => `See ${name}`,
    connected: (client: string, listener: string, protocol: string) => `${client} is connected, by ${listener}, ${protocol}`,
  },
  jobs: {
    description: 'What devices are to do', id: 'Job', status: 'Status', progress: 'Executions', targets: 'Targets',
    selection: 'Selection', created: 'Created', ends: 'Ended, or ends', any: 'Any status', none: 'There are no jobs.',
  },
  job: {
    another: 'Make another like it', cancel: 'Cancel job', force: 'Force cancel', addTargets: 'Add targets', completed: 'Completed',
    description: 'Description', comment: 'Comment', why: 'Why it is not finished', ended: 'How it ended', tabs: 'About this job',
    executions: 'Executions', rollout: 'Rollout', abort: 'Abort and retry', schedule: 'Schedule', document: 'Document',
    canceled: (job: string) => `Job ${job} is canceled`, deleted: (job: string) => `Job ${job} is deleted`, added: (job: string) => `Job ${job} has more targets`,
    cancelText: 'Executions that are QUEUED are canceled; those IN_PROGRESS go on.',
    forceText: 'Executions that are IN_PROGRESS are canceled too; devices at work may be left in a state of their own.',
    deleteText: 'The job and its executions go. Devices that are at work are not told.',
  },
  targets: { description: 'Things, and groups with all their members', choose: 'Choose things and groups', none: 'There are none',
    group: 'Group', thing: 'Thing', remove: (name: string) => `Remove ${name}` },
  execution: {
    title: (job: string, thing: string, count: string) => `${job} on ${thing}, execution ${count}`, thing: 'Thing', status: 'Status',
    number: 'Number', version: 'Version', queued: 'Queued', started: 'Started', updated: 'Last report', left: 'Times out', details: 'Status details',
    progress: 'Progress', none: 'There are no such executions.', cancel: 'Cancel execution', cancelText: 'The device is not asked; it may be at work.',
    deleteText: 'The execution and its history go.', canceled: (thing: string) => `The execution on ${thing} is canceled`,
    deleted: (thing: string) => `The execution on ${thing} is deleted`,
  },
  rollout: {
    title: 'Things reached', reached: 'Reached', planned: 'Planned', none: 'Nothing is to be reached.', things: 'Things', time: 'Time (UTC)',
    atOnce: 'It reaches up to 1,000 things a minute: no pace was given.', constant: (rate: number) => `It reaches at most ${number.format(rate)} things a minute.`,
    exponential: (rate: { baseRatePerMinute: number; incrementFactor: number }, most?: number) =>
      `It begins with ${rate.baseRatePerMinute} things a minute, and goes on ${rate.incrementFactor} times as fast each time${most ? `, up to ${most}` : ''}.`,
    next: (count: number, at: string) => `The next minute's share is ${number.format(count)}, at ${at}.`,
  },
  abort: {
    title: 'Abort criteria', none: 'The job has none: it goes on, however many fail.', met: 'It is met.',
    criterion: (type: string, threshold: number, least: number) => `${type}: ${threshold} % of at least ${least} that ended`,
    now: (failures: number, executed: number, share: number) => `${failures} of ${executed} that ended: ${share.toFixed(1)} %`,
    left: (count: number) => `${count} more such ${count === 1 ? 'end' : 'ends'} would abort the job`,
  },
  retry: { title: 'Retries', none: 'Nothing is tried again.', of: (type: string, count: number) => `${type}: tried again up to ${count} times a thing` },
  timeout: { title: 'Timeout', none: 'Devices may take as long as they like.', of: (minutes: number) => `A device has ${minutes} minutes from IN_PROGRESS on.` },
  schedule: { created: 'created', start: 'start', window: 'maintenance window', now: 'now', none: 'It has no schedule: it began at once.',
    end: (behavior: string) => `end, ${behavior}` },
  document: {
    placeholders: {
      's3-presigned-url': 'a URL that lasts for a while, made when a thing asks for the document',
      's3-presigned-url-v2': 'a URL that lasts for a while, made when a thing asks for the document',
      'code-sign-signature': 'the signature that AWS Signer made of the file',
      parameter: 'the value that the job gives this parameter',
    } as Record<string, string>,
    unknown: 'of no kind that AWS knows',
    given: 'As it was given', got: 'As a thing gets it now', choose: 'Choose a thing',
    size: (bytes: number, most: number) => `${number.format(bytes)} of ${number.format(most)} bytes`,
  },
  things: {
    description: 'Devices, as the service knows them', name: 'Thing', create: 'Create thing', nameRule: 'Letters, digits and : _ -',
    find: 'Find by name', connected: 'Connected', notConnected: 'not connected', next: 'Next job', pending: 'Pending', seen: 'Last request', type: 'Type',
    none: 'There are no things.', connectedBy: (listener: string, protocol: string) => `${listener}, ${protocol}`,
  },
  thing: {
    fault: 'Let something go wrong', why: 'What it waits for', queue: 'Queue', timers: 'Running timers', emptyQueue: 'Nothing is pending.', attributes: 'Attributes',
    execution: (count: number, version: number) => `execution ${count}, version ${version}`, timesOut: (at: string) => `times out at ${at}`,
    since: (at: string, address: string) => `since ${at}, from ${address}`, deleted: (name: string) => `Thing ${name} is deleted`,
    deleteText: 'The thing goes, and is no target of jobs any more.',
  },
  conversation: {
    title: 'Conversation', description: 'Choose a message to see the whole of it', device: 'Device', service: 'Service', follow: 'Follow the newest',
    job: 'Only of this job', toService: 'to the service:', toDevice: 'to the device:', none: 'Nothing was said yet.',
    later: (passed: string) => `${passed} later`, leftOut: (count: number) => `${number.format(count)} earlier ones are in the journal`,
  },
  device: {
    title: 'Act as the device', description: 'A device in this tab, by MQTT over WebSocket', connect: 'Connect', connected: 'Connected from this tab',
    disconnect: 'Go offline', get: 'Get pending', startNext: 'Start next', alone: 'Do jobs by itself', status: 'Status', detail: 'Detail', value: 'Value',
    addDetail: 'Add detail', expectedVersion: 'Expected version', payload: 'Payload', report: (job: string) => `Report on ${job}`,
    versionNow: (version: number) => `Optional; it is ${version} now`,
  },
  permissions: {
    title: 'What it may do', none: 'No certificate is attached to it.', action: 'Action', resource: 'Topic or client id', test: 'May it?',
    decision: (decision: string, policies: string[]) => decision + (policies.length ? ` by ${policies.join(', ')}` : ''),
  },
  journal: {
    description: 'All that happens, the newest first', none: 'Nothing of the kind has happened.', entry: (count: number) => `Entry ${count}`, payload: 'Payload',
    pause: 'Pause', goOn: 'Go on', clear: 'Clear view', save: 'Save as JSON lines', query: 'thing:lamp kind:message outcome:refused',
    allKinds: 'All kinds', leftOut: (omitted: number, more: number) =>
      [omitted && `${number.format(omitted)} entries came too quickly to be told`, more && `${number.format(more)} older ones are not shown`].filter(Boolean).join('; '),
    kind: (name: string) => (name === 'nearMiss' ? 'near miss' : name),
  },
  time: {
    description: 'What is due, and how to get there', move: 'Move the clock', drag: 'How far ahead', set: 'Set to', setButton: 'Set', scale: 'Speed', scaleButton: 'Use',
    scaleText: 'Seconds of the emulator to a second', happened: 'What happened on the way', go: 'Go there', goTo: (why: string) => `Go there: ${why}`,
    goAhead: (duration_: string) => `Go ${duration_} ahead`, reach: (duration_: string, count: number) => `${duration_} ahead: ${count} due by then`,
  },
  faults: {
    description: 'What goes wrong on purpose', list: 'Armed', none: 'Nothing goes wrong on purpose.', presets: 'Presets', arm: 'Arm', own: 'Arm one of your own',
    thing: 'Only for this thing', thingText: 'Presets below strike all devices where nothing is said', what: 'What goes wrong', match: 'Where', everything: 'everywhere',
    struck: 'Struck', state: 'State', active: 'armed', ended: 'ended', remove: 'Remove', removed: 'The fault is removed', removedAll: 'All faults are removed',
    removeAll: 'Remove all', removeOne: (id: string) => `Delete fault ${id}`, armed: (name: string) => `${name} is armed`, effect: 'Effect', value: 'Value', count: 'How often at most',
  },
  settings: {
    description: 'The emulator and how to reach it', emulator: 'Emulator', version: 'Version', health: 'Health', well: 'well', broker: 'Broker', environment: 'Environment',
    environmentText: 'By which SDKs and tests find it', state: 'State', reset: 'Start over', empty: 'Forget everything', save: 'Save the state', forgetKeys: 'Forget my keys',
    isReset: 'All is as at the beginning', resetText: 'All goes back to the seed; without one, everything is forgotten.', emptyText: 'Everything is forgotten.',
  },
  createJob: {
    title: 'Create job', made: (job: string) => `Job ${job} is made`, what: 'What', who: 'Who', how: 'How', review: 'Review', job: 'Job',
    file: 'A file for the devices (optional)', fileText: 'It goes into the object store, and its URL into the document',
    idRule: 'Letters, digits, _ and -, up to 64', idMissing: 'The job needs an id of letters, digits, _ and -', templateMissing: 'Choose a template',
    targetsMissing: 'Choose a thing or a group', noJson: (why: string) => `The document is no JSON: ${why}`, optional: (name: string) => `${name} (optional)`,
    sources: { document: 'Custom document', template: 'Job template', managed: "AWS's managed template" },
    sourceTexts: { document: 'JSON, of what your devices understand', template: 'One of your own', managed: 'Reboot, download, install and the like' },
    unknownPlaceholders: (which: string) => `These placeholders mean nothing to AWS: ${which}`,
    reaches: (count: number) => `These are ${number.format(count)} things now.`,
    selections: { SNAPSHOT: 'It is for the things that the targets hold now, and ends with them', CONTINUOUS: 'It goes on, for things that join the groups later, too' },
    fields: {
      perMinute: 'Things a minute, at most', perMinuteRule: '1 to 1,000; 1,000 where nothing is said', exponential: 'Begin slowly, and go on faster', base: 'Things in the first minutes',
      factor: 'Times as many (1.1 to 5)', every: 'After so many things notified', abort: 'End the job when too many fail', failureType: 'Which ends count', threshold: 'Per cent of those that ended',
      least: 'Of at least so many', retries: 'Retries of FAILED', retriesRule: '0 to 10 a thing', timeout: 'Timeout in minutes', timeoutRule: '1 to 10,080 from IN_PROGRESS on',
      start: 'Start', end: 'End', window: 'Maintenance windows', windowMinutes: 'Minutes of a window',
    },
  },
  plan: {
    title: 'The plan', description: 'Who gets it in which minute, if each succeeds at once', minute: 'Minute', things: 'Things', total: 'In all', who: 'Who',
    ends: (count: number, passed: string, left: number) => `${number.format(count)} things, the last ${passed} after the first${left ? `; ${number.format(left)} of them later than can be shown` : ''}.`,
    aborts: (at: string, count: number) => `If all of them fail, it aborts at ${at}, with ${number.format(count)} things reached.`,
    timesOut: (at: string) => `Who starts at once has until ${at} at the latest.`, windows: (which: string) => `Devices are told within the windows alone; the next begin at ${which}.`,
    more: (count: number) => `And ${number.format(count)} minutes more.`,
  },
  groups: {
    description: 'Things that jobs and policies are for together', name: 'Group', create: 'Create group', query: 'Query', queryText: 'Only of a dynamic group: which things are in it',
    none: 'There are no groups.', addThing: 'Add thing', members: 'Members', empty: 'Nothing is in it.', remove: 'Remove', kind: 'Kind', dynamic: 'dynamic', fixed: 'static', parent: 'Parent',
    created: (name: string) => `Group ${name} is made`, deleted: (name: string) => `Group ${name} is deleted`, deleteText: 'Its things stay.',
    added: (thing: string, group: string) => `${thing} is in ${group}`, removed: (thing: string) => `${thing} is removed`, removeThing: (thing: string) => `Remove ${thing}`,
  },
  files: {
    description: 'The object store, for what devices download', upload: 'Upload', bucket: 'Bucket', bucketText: 'Made where it is not there', key: 'Key', size: 'Bytes', modified: 'Modified',
    placeholder: 'Placeholder', copy: 'Copy the placeholder for documents', none: 'There are no files.', uploaded: (bucket: string) => `It is in ${bucket}`, deleted: (key: string) => `${key} is deleted`,
    words: { uploadButtonText: (multiple: boolean) => (multiple ? 'Choose files' : 'Choose a file'), dropzoneText: () => 'Drop files here', removeFileAriaLabel: (i: number) => `Remove file ${i + 1}`,
      limitShowFewer: 'Fewer', limitShowMore: 'More', errorIconAriaLabel: 'Error' },
  },
  certificates: {
    description: 'Who devices are, and what they may do', certificates: 'Certificates', certificate: 'Certificate', none: 'There are no certificates.', status: 'Status', change: 'Change',
    to: { ACTIVE: 'Activate', INACTIVE: 'Deactivate' }, changed: (status: string) => `The certificate is ${status}`, deactivateText: 'Its devices are disconnected.',
    policies: 'Policies', policy: 'Policy', noPolicies: 'There are no policies.', createPolicy: 'Create policy', document: 'Policy document', choose: 'Choose a policy', attach: 'Attach', detach: 'Detach',
    attached: (name: string) => `${name} is attached`, detached: (name: string) => `${name} is detached`, policyCreated: (name: string) => `Policy ${name} is made`,
    policyDeleted: (name: string) => `Policy ${name} is deleted`, deletePolicyText: 'Only a policy that is attached to nothing can go.',
  },
  wizard: {
    stepNumberLabel: (step: number) => `Step ${step}`, collapsedStepsLabel: (step: number, count: number) => `Step ${step} of ${count}`,
    skipToButtonLabel: (step: { title: string }) => `Skip to ${step.title}`, navigationAriaLabel: 'Steps', cancelButton: 'Cancel',
    previousButton: 'Previous', nextButton: 'Next', optional: 'optional', nextButtonLoadingAnnouncement: 'Loading', submitButtonLoadingAnnouncement: 'Making it',
  },
  templates: {
    description: 'Jobs to be made again and again', template: 'Template', managed: "AWS's managed templates", choose: 'Choose a template', none: 'There are no templates.',
    create: 'Create template', use: 'Make a job of it', created: (name: string) => `Template ${name} is made`, deleted: (name: string) => `Template ${name} is deleted`,
    deleteText: 'Jobs that were made of it stay.', from: 'Created', os: 'Environments',
  },
};
