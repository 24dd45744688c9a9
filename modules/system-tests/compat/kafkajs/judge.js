// What an application does with kafkajs. Each thing is a line "ok …" or "FAILED …"; ends with the number of those that failed.
// Arguments: bootstrap servers, and a directory that has node_modules/kafkajs.
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const [bootstrap, modules] = process.argv.slice(2);
const { Kafka, CompressionTypes, ConfigResourceTypes, logLevel } = require(path.join(modules, 'node_modules', 'kafkajs'));

const kafka = new Kafka({ clientId: 'judge', brokers: bootstrap.split(','), logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const run = process.hrtime.bigint().toString(36);
const WITHIN_MS = 60000;
let failures = 0;

const check = async (name, what) => {
  try {
    await what();
    console.log(`ok ${name}`);
  } catch (e) {
    failures += 1;
    console.log(`FAILED ${name}: ${e.message.split('\n')[0]} ${JSON.stringify(e.partitions ?? '')}`);
  }
};

const until = async (what, condition) => {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

const makeTopic = async (name, numPartitions) => {
  const topic = `${name}-${run}`;
  assert.ok(await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions }] }), 'not created');
  return topic;
};

const produce = async (topic, count, options = {}, settings = {}) => {
  const producer = kafka.producer(settings);
  await producer.connect();
  const messages = [...Array(count).keys()].map(number => ({
    key: `k${number}`,
    value: `value of record ${number}`,
    headers: { number: `${number}` },
    timestamp: `${1700000000000 + number}`,
    ...options.message,
  }));
  await producer.send({ topic, messages, acks: options.acks ?? -1, compression: options.compression });
  await producer.disconnect();
};

// Consumes in a group until condition(records) holds; then leaves, with offsets committed.
const consume = async (topic, groupId, condition) => {
  const records = [];
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      records.push({ partition, ...message });
    },
  });
  try {
    await until('records', () => condition(records));
  } finally {
    await consumer.disconnect();
  }
  return records;
};

const judged = (records, count) => {
  assert.strictEqual(records.length, count);
  records.forEach((record, number) => {
    assert.strictEqual(record.offset, `${number}`);
    assert.strictEqual(record.key.toString(), `k${number}`);
    assert.strictEqual(record.value.toString(), `value of record ${number}`);
    assert.strictEqual(record.headers.number.toString(), `${number}`);
    assert.strictEqual(record.timestamp, `${1700000000000 + number}`);
  });
};

const main = async () => {
  await admin.connect();
  for (const [name, compression] of [['none', CompressionTypes.None], ['gzip', CompressionTypes.GZIP]]) {
    await check(`produces and reads back, compressed with ${name}`, async () => {
      const topic = await makeTopic(`codec-${name}`, 1);
      await produce(topic, 200, { compression });
      judged(await consume(topic, topic, records => records.length >= 200), 200);
    });
  }
  for (const acks of [0, 1, -1]) {
    await check(`produces with acks ${acks}`, async () => {
      const topic = await makeTopic(`acks${acks}`, 1);
      await produce(topic, 50, { acks });
      judged(await consume(topic, topic, records => records.length >= 50), 50);
    });
  }
  await check('produces idempotently', async () => {
    const topic = await makeTopic('idempotent', 1);
    await produce(topic, 50, {}, { idempotent: true, maxInFlightRequests: 1 });
    judged(await consume(topic, topic, records => records.length >= 50), 50);
  });
  await check('a group goes on where it has committed', async () => {
    const topic = await makeTopic('resumed', 1);
    await produce(topic, 30);
    await consume(topic, topic, records => records.length >= 30);
    assert.deepStrictEqual(
      (await admin.fetchOffsets({ groupId: topic, topics: [topic] }))[0].partitions.map(one => one.offset), ['30']);
    await produce(topic, 1);
    const more = await consume(topic, topic, records => records.length >= 1);
    assert.deepStrictEqual(more.map(record => record.offset), ['30']);
  });
  await check('two members share a topic, and one takes over when the other leaves', async () => {
    const topic = await makeTopic('shared', 4);
    const owned = [0, 0];
    const seen = new Set();
    const members = [0, 1].map(() => kafka.consumer({ groupId: topic }));
    try {
      for (const [index, member] of members.entries()) {
        member.on(member.events.GROUP_JOIN, event => {
          owned[index] = Object.values(event.payload.memberAssignment).flat().length;
        });
        await member.connect();
        await member.subscribe({ topics: [topic], fromBeginning: true });
        await member.run({
          eachMessage: async ({ partition, message }) => seen.add(`${partition}/${message.offset}`),
        });
      }
      await until('two partitions each', () => owned[0] === 2 && owned[1] === 2);
      const all = [0, 1, 2, 3];
      const producer = kafka.producer();
      await producer.connect();
      const send = value => producer.send({ topic, messages: all.map(partition => ({ partition, value })) });
      await send('to both');
      await until('a record of each partition', () => seen.size === 4);
      await members[1].disconnect();
      await until('all partitions at one', () => owned[0] === 4);
      await send('to one');
      await until('another record of each partition', () => seen.size === 8);
      await producer.disconnect();
    } finally {
      for (const member of members) await member.disconnect();
    }
  });
  await check('seeks', async () => {
    const topic = await makeTopic('sought', 1);
    await produce(topic, 20);
    const offsets = [];
    const consumer = kafka.consumer({ groupId: topic });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    consumer.run({ eachMessage: async ({ message }) => offsets.push(message.offset) });
    consumer.seek({ topic, partition: 0, offset: '17' });
    try {
      await until('the last records', () => offsets.includes('19'));
    } finally {
      await consumer.disconnect();
    }
    assert.strictEqual(offsets[0], '17');
  });
  await check('administers topics and their configurations', async () => {
    const topic = await makeTopic('administered', 1);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    // Another broker than the one that was asked may hear of it a moment later, as in Kafka.
    await until('three partitions', async () =>
      (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0].partitions.length === 3);
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
    await admin.alterConfigs({
      validateOnly: false, resources: [{ ...resource, configEntries: [{ name: 'segment.bytes', value: '2000000' }] }] });
    await until('the configuration', async () => {
      const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
      return resources[0].configEntries.find(one => one.configName === 'segment.bytes').configValue === '2000000';
    });
    assert.ok((await admin.listTopics()).includes(topic));
    assert.ok((await admin.describeCluster()).brokers.length >= 1);
    await admin.deleteTopics({ topics: [topic] });
    await until('the end of the topic', async () => !(await admin.listTopics()).includes(topic));
  });
  await check('deletes records, and finds offsets by time', async () => {
    const topic = await makeTopic('shortened', 1);
    await produce(topic, 10);
    // kafkajs finds the leader only of topics that it has asked for before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
    const [{ low, high }] = await admin.fetchTopicOffsets(topic);
    assert.deepStrictEqual([low, high], ['4', '10']);
    const [{ offset }] = await admin.fetchTopicOffsetsByTimestamp(topic, 1700000000007);
    assert.strictEqual(offset, '7');
  });
  await check('administers groups', async () => {
    const topic = await makeTopic('grouped', 1);
    await admin.setOffsets({ groupId: topic, topic, partitions: [{ partition: 0, offset: '7' }] });
    assert.ok((await admin.listGroups()).groups.some(one => one.groupId === topic));
    const { groups } = await admin.describeGroups([topic]);
    assert.strictEqual(groups[0].state, 'Empty');
    await admin.deleteGroups([topic]);
    assert.ok(!(await admin.listGroups()).groups.some(one => one.groupId === topic));
  });
  await admin.disconnect();
};

main().then(
  () => { process.exitCode = failures; },
  e => {
    console.log(`FAILED ${e.stack}`);
    process.exitCode = 1;
  });
