"""The engine's SQL: each statement named, with one sentence of what it is for."""

# The published document of a version.
VERSION = "SELECT definition FROM workflows_version WHERE id = %s"

# --- intake ----------------------------------------------------------------------------------------------------------

# Start runs: history and queue in one statement, so that there is never one without the other.
START_RUNS = """
WITH given AS (
  SELECT * FROM unnest(%(id)s::uuid[], %(trigger)s::json[], %(inputs)s::json[], %(depth)s::smallint[])
    AS given (id, trigger, inputs, depth)
), made AS (
  INSERT INTO run (retention, id, tenant_id, workflow_id, version_id, trigger_id, trigger_type, trigger, inputs, depth,
                   labels, retry_of, deadline_at)
  SELECT %(retention)s, id, %(tenant)s, %(workflow)s, %(version)s, %(trigger_id)s, %(trigger_type)s, trigger, inputs,
         depth, %(labels)s, %(retry_of)s, now() + make_interval(secs => %(timeout)s::float8)
    FROM given
)
INSERT INTO work_item (run_id, retention, tenant_id, priority, has_history)
SELECT id, %(retention)s, %(tenant)s, %(priority)s, %(retry_of)s::uuid IS NOT NULL FROM given
"""

# Remember which run a batch item's key stands for; an old key is free again after a day.
KEEP_KEYS = """
INSERT INTO start_key (tenant_id, workflow_id, key, inputs_sha256, run_id)
SELECT %(tenant)s, %(workflow)s, key, inputs_sha256, run_id
  FROM unnest(%(key)s::text[], %(inputs_sha256)s::bytea[], %(run_id)s::uuid[]) AS given (key, inputs_sha256, run_id)
ON CONFLICT (tenant_id, workflow_id, key) DO UPDATE
  SET run_id = excluded.run_id, inputs_sha256 = excluded.inputs_sha256, created_at = now()
  WHERE start_key.created_at < now() - interval '24 hours'
RETURNING key
"""

# Which runs the keys stand for.
KNOWN_KEYS = """
SELECT key, inputs_sha256, run_id FROM start_key
 WHERE tenant_id = %(tenant)s AND workflow_id = %(workflow)s AND key = ANY(%(key)s)
"""

# --- dispatch --------------------------------------------------------------------------------------------------------

# Lock the tenants that have work due, the one served least first; other dispatchers take the others.
LOCK_TENANTS = """
SELECT q.tenant_id FROM tenant_queue q
 WHERE NOT q.paused AND EXISTS (
   SELECT FROM work_item w
    WHERE w.tenant_id = q.tenant_id AND w.queue = %(queue)s AND w.state = 'ready' AND w.ready_at <= now())
 ORDER BY q.virtual_time LIMIT %(tenants)s FOR UPDATE OF q SKIP LOCKED
"""

# Dispatch what the limits allow. A statement of its own: the count must see what was committed before the lock was got.
DISPATCH = """
WITH picked AS (
  SELECT item.run_id, item.branch FROM tenant_queue q
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS n FROM work_item w
     WHERE w.tenant_id = q.tenant_id AND w.state IN ('dispatched', 'leased')) AS busy
  CROSS JOIN LATERAL (
    SELECT w.run_id, w.branch FROM work_item w
     WHERE w.tenant_id = q.tenant_id AND w.queue = %(queue)s AND w.state = 'ready' AND w.ready_at <= now()
     ORDER BY w.priority, w.ready_at
     LIMIT greatest(least(%(quantum)s, q.max_running - busy.n), 0) FOR UPDATE SKIP LOCKED) AS item
   WHERE q.tenant_id = ANY(%(tenants)s)
), dispatched AS (
  UPDATE work_item w SET state = 'dispatched', dispatched_at = now(), dispatches = w.dispatches + 1
    FROM picked WHERE w.run_id = picked.run_id AND w.branch = picked.branch RETURNING w.tenant_id
), served AS (
  SELECT tenant_id, count(*) AS n FROM dispatched GROUP BY tenant_id
), charged AS (
  UPDATE tenant_queue q
     SET virtual_time = greatest(q.virtual_time, (SELECT max(virtual_time) - 50 FROM tenant_queue))
                        + served.n * 100.0 / q.weight
    FROM served WHERE q.tenant_id = served.tenant_id
)
SELECT coalesce(sum(n), 0)::int FROM served
"""

# Whether branches are due, and how many are dispatched and not claimed: asked many times a second, so it counts only
# what the dispatcher keeps few.
WAITING_WORK = """
SELECT q.queue,
       EXISTS (SELECT FROM work_item w WHERE w.state = 'ready' AND w.queue = q.queue AND w.ready_at <= now()),
       (SELECT count(*) FROM work_item w WHERE w.state = 'dispatched' AND w.queue = q.queue)
  FROM (VALUES ('std'), ('isolate')) AS q (queue)
"""

# --- claim -----------------------------------------------------------------------------------------------------------

# Lease dispatched branches: the fence rises, and with it every earlier holder is shut out.
CLAIM = """
WITH picked AS (
  SELECT run_id, branch FROM work_item WHERE state = 'dispatched' AND queue = %(queue)s
   ORDER BY dispatched_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), leased AS (
  UPDATE work_item w
     SET state = 'leased', lease_owner = %(owner)s, lease_until = now() + %(lease)s, step_deadline = NULL,
         fence = w.fence + 1
    FROM picked WHERE w.run_id = picked.run_id AND w.branch = picked.branch RETURNING w.*
)
SELECT l.run_id, l.branch, l.retention, l.tenant_id, l.fence, l.has_history, l.cancel_requested_at IS NOT NULL,
       l.queue, l.priority,
       r.workflow_id, r.version_id, r.status, r.trigger, r.inputs, r.depth, r.created_at, r.started_at, r.deadline_at,
       (SELECT number FROM workflows_version v WHERE v.id = r.version_id)
  FROM leased l JOIN run r ON r.retention = l.retention AND r.id = l.run_id
"""

# Everything that a run has recorded.
HISTORY = """
SELECT id, step, type, iteration, attempt, status, started_at, finished_at, input, output, error, effect
  FROM step_run WHERE retention = %s AND run_id = %s
"""

# --- record: one transaction for all checkpoints that wait -----------------------------------------------------------

# Branches that go on: check the fence; renew the lease only below half, so that most updates touch no index. What only
# begins is no progress: a step that kills its worker each time it begins must come to an end of its own.
GO_ON = """
UPDATE work_item w
   SET crashes = CASE WHEN given.progressed THEN 0 ELSE w.crashes END, has_history = true,
       step_deadline = given.step_deadline,
       lease_until = CASE WHEN w.lease_until < now() + %(lease)s / 2 THEN now() + %(lease)s ELSE w.lease_until END
  FROM unnest(%(run_id)s::uuid[], %(branch)s::int[], %(fence)s::bigint[], %(step_deadline)s::timestamptz[],
              %(progressed)s::bool[])
       AS given (run_id, branch, fence, step_deadline, progressed)
 WHERE w.run_id = given.run_id AND w.branch = given.branch AND w.fence = given.fence AND w.state = 'leased'
RETURNING w.run_id, w.branch, w.fence, w.cancel_requested_at IS NOT NULL
"""

# Branches that end or begin to wait: check the fence and leave the queue.
LEAVE = """
DELETE FROM work_item w
 USING unnest(%(run_id)s::uuid[], %(branch)s::int[], %(fence)s::bigint[]) AS given (run_id, branch, fence)
 WHERE w.run_id = given.run_id AND w.branch = given.branch AND w.fence = given.fence AND w.state = 'leased'
RETURNING w.run_id, w.branch, w.fence, w.cancel_requested_at IS NOT NULL
"""

# Branches that make room for others, or that a person must look at: check the fence and give the lease back.
GIVE_BACK = """
UPDATE work_item w
   SET state = given.state, lease_owner = NULL, lease_until = NULL, step_deadline = NULL,
       queue = CASE WHEN given.progressed THEN 'std' ELSE w.queue END,
       crashes = CASE WHEN given.progressed THEN 0 ELSE w.crashes END, has_history = true, ready_at = now()
  FROM unnest(%(run_id)s::uuid[], %(branch)s::int[], %(fence)s::bigint[], %(state)s::text[], %(progressed)s::bool[])
       AS given (run_id, branch, fence, state, progressed)
 WHERE w.run_id = given.run_id AND w.branch = given.branch AND w.fence = given.fence AND w.state = 'leased'
RETURNING w.run_id, w.branch, w.fence, w.cancel_requested_at IS NOT NULL
"""

# Write attempts; one that was begun gets its end, one that has ended stays as it is.
RECORD_STEPS = """
INSERT INTO step_run AS known (retention, run_id, tenant_id, fence, id, step, type, iteration, attempt, status, effect,
                               input, output, error, started_at, finished_at)
SELECT retention, run_id, tenant_id, fence, id, step, type, iteration::int[], attempt, status, effect,
       input, output, error, started_at, finished_at
  FROM unnest(%(retention)s::smallint[], %(run_id)s::uuid[], %(tenant_id)s::uuid[], %(fence)s::bigint[], %(id)s::uuid[],
              %(step)s::text[], %(type)s::text[], %(iteration)s::text[], %(attempt)s::smallint[], %(status)s::text[],
              %(effect)s::text[], %(input)s::json[], %(output)s::json[], %(error)s::json[],
              %(started_at)s::timestamptz[], %(finished_at)s::timestamptz[])
       AS given (retention, run_id, tenant_id, fence, id, step, type, iteration, attempt, status, effect,
                 input, output, error, started_at, finished_at)
ON CONFLICT (retention, run_id, step, iteration, attempt) DO UPDATE
  SET status = excluded.status, effect = excluded.effect, input = excluded.input, output = excluded.output,
      error = excluded.error, finished_at = excluded.finished_at, fence = excluded.fence
  WHERE known.status NOT IN ('succeeded', 'skipped')
"""

# Move runs on; a run that has ended stays as it is.
MOVE_RUNS = """
UPDATE run r
   SET status = given.status, output = given.output, error = given.error, held_reason = given.held_reason,
       started_at = coalesce(r.started_at, given.at),
       finished_at = CASE WHEN given.status IN ('succeeded', 'failed', 'cancelled') THEN given.at END
  FROM unnest(%(retention)s::smallint[], %(id)s::uuid[], %(status)s::text[], %(output)s::json[], %(error)s::json[],
              %(held_reason)s::text[], %(at)s::timestamptz[])
       AS given (retention, id, status, output, error, held_reason, at)
 WHERE r.retention = given.retention AND r.id = given.id
   AND r.status NOT IN ('succeeded', 'failed', 'cancelled')
"""

# Let branches wait.
WAIT = """
INSERT INTO wait (run_id, branch, retention, tenant_id, kind, wake_at, queue, priority, fence)
SELECT run_id, branch, retention, tenant_id, kind, wake_at, 'std', priority, fence
  FROM unnest(%(run_id)s::uuid[], %(branch)s::int[], %(retention)s::smallint[], %(tenant_id)s::uuid[], %(kind)s::text[],
              %(wake_at)s::timestamptz[], %(priority)s::smallint[], %(fence)s::bigint[])
       AS given (run_id, branch, retention, tenant_id, kind, wake_at, priority, fence)
"""

# What was begun when the run was cancelled, or broke off: effects may have happened.
CANCEL_STEPS = """
UPDATE step_run
   SET status = CASE WHEN status = 'running' AND effect IS NOT NULL THEN 'unknown' ELSE 'cancelled' END,
       finished_at = now()
 WHERE retention = %(retention)s AND run_id = %(run_id)s AND status IN ('ready', 'running', 'waiting')
"""

# --- waits, leases, schedules ----------------------------------------------------------------------------------------

# Wake the branches whose time has come: out of the waits and into the queue in one statement.
PROMOTE = """
WITH due AS (
  DELETE FROM wait WHERE (run_id, branch) IN (
    SELECT run_id, branch FROM wait WHERE wake_at <= now() ORDER BY wake_at LIMIT 500 FOR UPDATE SKIP LOCKED)
  RETURNING *
)
INSERT INTO work_item (run_id, branch, retention, tenant_id, queue, priority, place, fence, has_history)
SELECT run_id, branch, retention, tenant_id, queue, priority, place, fence, true FROM due
"""

# Take back the leases of workers that are gone. A first crash sends the branch to the isolation queue, where it runs
# alone: only a crash that it has alone counts against it.
EXPIRE_LEASES = """
WITH expired AS (
  SELECT run_id, branch FROM work_item
   WHERE state = 'leased' AND (lease_until < now() OR lease_owner = ANY(%(dead)s))
   ORDER BY lease_until LIMIT 500 FOR UPDATE SKIP LOCKED
)
UPDATE work_item w
   SET state = CASE WHEN w.queue = 'isolate' AND w.crashes + 1 >= %(most)s THEN 'quarantined' ELSE 'ready' END,
       crashes = CASE WHEN w.queue = 'isolate' THEN w.crashes + 1 ELSE w.crashes END,
       queue = 'isolate', fence = w.fence + 1, lease_owner = NULL, lease_until = NULL, step_deadline = NULL,
       has_history = true, ready_at = now()
  FROM expired WHERE w.run_id = expired.run_id AND w.branch = expired.branch
RETURNING w.retention, w.run_id, w.state
"""

# Who holds leases.
OWNERS = "SELECT DISTINCT lease_owner FROM work_item WHERE state = 'leased'"

# Hold the runs whose work killed its worker again and again.
HOLD_RUNS = """
UPDATE run r SET status = 'held', held_reason = %(reason)s, started_at = coalesce(r.started_at, now())
  FROM unnest(%(retention)s::smallint[], %(run_id)s::uuid[]) AS given (retention, run_id)
 WHERE r.retention = given.retention AND r.id = given.run_id AND r.status IN ('queued', 'running', 'waiting')
"""

# Dispatch again what nobody claimed: the nudge was lost, and nothing else.
REDISPATCH = """
UPDATE work_item w SET state = 'ready', dispatched_at = NULL
 WHERE (run_id, branch) IN (
   SELECT run_id, branch FROM work_item
    WHERE state = 'dispatched' AND dispatched_at < now() - %(patience)s LIMIT 500 FOR UPDATE SKIP LOCKED)
"""

# Cancelled branches whose worker did not answer in time: shut it out.
FENCE_CANCELLED = """
DELETE FROM work_item WHERE (run_id, branch) IN (
  SELECT run_id, branch FROM work_item
   WHERE cancel_requested_at < now() - %(patience)s LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING retention, run_id
"""

# Tell a run's live branches to stop.
MARK_CANCELLED = """
UPDATE work_item SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE run_id = %s RETURNING state
"""

# Note when a person asked to stop a run.
REQUEST_CANCEL = """
UPDATE run SET cancel_requested_at = now()
 WHERE retention = %(retention)s AND id = %(run_id)s AND cancel_requested_at IS NULL
"""

# End cancelled runs.
END_CANCELLED = """
UPDATE run SET status = 'cancelled', finished_at = now(), held_reason = NULL
 WHERE retention = %(retention)s AND id = %(run_id)s AND status NOT IN ('succeeded', 'failed', 'cancelled')
"""

# Renew the leases of branches that a live worker holds, unless a step is stuck past its deadline.
RENEW = """
UPDATE work_item w SET lease_until = now() + %(lease)s
  FROM unnest(%(run_id)s::uuid[], %(branch)s::int[], %(fence)s::bigint[]) AS given (run_id, branch, fence)
 WHERE w.run_id = given.run_id AND w.branch = given.branch AND w.fence = given.fence AND w.state = 'leased'
   AND w.lease_until < now() + %(lease)s * 2 / 3
   AND (w.step_deadline IS NULL OR w.step_deadline > now())
"""

# Which of the held branches are still held by this worker, and which are to be cancelled.
STILL_HELD = """
SELECT w.run_id, w.branch, w.fence, w.cancel_requested_at IS NOT NULL FROM work_item w
  JOIN unnest(%(run_id)s::uuid[], %(branch)s::int[], %(fence)s::bigint[]) AS given (run_id, branch, fence)
    ON w.run_id = given.run_id AND w.branch = given.branch AND w.fence = given.fence AND w.state = 'leased'
"""

# Whether branches that crashed a worker wait for one.
IS_DISPATCHED = "SELECT EXISTS (SELECT FROM work_item WHERE state = 'dispatched' AND queue = %s)"

# Take over what a run that is tried again keeps of the run before it.
KEEP_STEPS = """
INSERT INTO step_run (retention, run_id, tenant_id, fence, id, step, type, iteration, attempt, status, effect,
                      input, output, error, started_at, finished_at)
SELECT %(new_retention)s, %(new_run)s, tenant_id, 0, id, step, type, iteration, attempt, status, effect,
       input, output, error, started_at, finished_at
  FROM step_run WHERE retention = %(retention)s AND run_id = %(run_id)s AND id = ANY(%(kept)s)
"""

# Delivery ids merge for seven days.
FORGET_DELIVERIES = """
DELETE FROM webhook_delivery WHERE (trigger_id, delivery) IN (
  SELECT trigger_id, delivery FROM webhook_delivery WHERE seen_at < now() - interval '7 days' LIMIT 10000)
"""

# Keys of batch items stand for their runs for a day.
FORGET_KEYS = """
DELETE FROM start_key WHERE (tenant_id, workflow_id, key) IN (
  SELECT tenant_id, workflow_id, key FROM start_key WHERE created_at < now() - interval '24 hours' LIMIT 10000)
"""

# The schedules whose next instant has come; other tickers take the others.
DUE_SCHEDULES = """
SELECT s.id, s.tenant_id, s.workflow_id, s.version_id, s.name, s.next_fire_at, now() FROM workflows_schedule s
  JOIN workflows_workflow w ON w.id = s.workflow_id
 WHERE s.enabled AND s.next_fire_at <= now() AND w.status = 'published' AND w.archived_at IS NULL
 ORDER BY s.next_fire_at LIMIT 200 FOR UPDATE OF s SKIP LOCKED
"""

# Record what became of a nominal instant; nothing comes back when it was recorded before.
RECORD_FIRE = """
INSERT INTO schedule_fire (schedule_id, fire_at, tenant_id, run_id, outcome, reason) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (schedule_id, fire_at) DO NOTHING RETURNING schedule_id
"""

# Set when a schedule fires next.
NEXT_FIRE = "UPDATE workflows_schedule SET next_fire_at = %s WHERE id = %s"
