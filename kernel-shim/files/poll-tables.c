// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll-tables.c: poll(2) on one descriptor.
 *
 * Stands in for fs/select.c. Wait queues are the genuine ones: a driver's
 * poll_wait() adds an entry whose wake-up makes the polling task runnable.
 * Not modelled: many descriptors in one call, select, epoll, busy polling.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "sim-files.h"

/* As many wait queues as one driver's poll may use. */
#define SIM_POLL_QUEUES	8

struct sim_poll_entry {
	struct wait_queue_entry wait;
	wait_queue_head_t *head;
	struct file *file;
	__poll_t key;
};

struct sim_poll {
	poll_table table;
	struct task_struct *task;
	bool triggered;
	unsigned int used;
	struct sim_poll_entry entry[SIM_POLL_QUEUES];
	/* the call */
	int fd, timeout_ms;
	__poll_t wanted;
};

static int sim_poll_wake(wait_queue_entry_t *wait, unsigned int mode, int sync,
			 void *key)
{
	struct sim_poll_entry *entry =
		container_of(wait, struct sim_poll_entry, wait);
	struct sim_poll *poll = wait->private;
	DECLARE_WAITQUEUE(task_wait, poll->task);

	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	/* Pairs with the store that marks the next round in sim_poll_sleep(). */
	smp_wmb();
	WRITE_ONCE(poll->triggered, true);
	return default_wake_function(&task_wait, mode, sync, key);
}

static void sim_poll_queue(struct file *file, wait_queue_head_t *head,
			   poll_table *table)
{
	struct sim_poll *poll = container_of(table, struct sim_poll, table);
	struct sim_poll_entry *entry;

	if (WARN_ON(poll->used == SIM_POLL_QUEUES))
		return;
	entry = &poll->entry[poll->used++];
	entry->file = get_file(file);
	entry->head = head;
	entry->key = table->_key;
	init_waitqueue_func_entry(&entry->wait, sim_poll_wake);
	entry->wait.private = poll;
	add_wait_queue(head, &entry->wait);
}

static void sim_poll_finish(struct sim_poll *poll)
{
	while (poll->used) {
		struct sim_poll_entry *entry = &poll->entry[--poll->used];

		remove_wait_queue(entry->head, &entry->wait);
		fput(entry->file);
	}
}

/* Until woken, a signal or @expires (NULL: for ever); true when time is up. */
static bool sim_poll_sleep(struct sim_poll *poll, ktime_t *expires)
{
	int result = -EINTR;

	set_current_state(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
	if (!READ_ONCE(poll->triggered))
		result = schedule_hrtimeout_range(expires, 0, HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
	smp_store_mb(poll->triggered, false);
	return !result;
}

static long sim_poll_loop(struct sim_poll *poll, struct file *file)
{
	ktime_t end = ktime_add_ms(ktime_get(), max(poll->timeout_ms, 0));
	ktime_t *expires = poll->timeout_ms < 0 ? NULL : &end;
	bool expired = !poll->timeout_ms;
	__poll_t events;

	poll->table._key = poll->wanted | EPOLLERR | EPOLLHUP;
	for (;;) {
		events = vfs_poll(file, &poll->table);
		events &= poll->wanted | EPOLLERR | EPOLLHUP;
		/* Later rounds only look: the entries are still queued. */
		poll->table._qproc = NULL;
		if (events || expired)
			return events;
		if (signal_pending(current))
			return -ERESTARTNOHAND;
		expired = sim_poll_sleep(poll, expires);
	}
}

static long sim_call_poll(void *data)
{
	struct sim_poll *poll = data;
	struct file *file = sim_descriptor_get(poll->fd);
	long result;

	if (!file)
		return -EBADF;
	poll->task = current;
	poll->triggered = false;
	init_poll_funcptr(&poll->table, sim_poll_queue);
	result = sim_poll_loop(poll, file);
	sim_poll_finish(poll);
	fput(file);
	return result;
}

/**
 * sim_sys_poll() - wait for events of a descriptor
 * @fd: the descriptor
 * @events: POLLIN and friends
 * @timeout_ms: milliseconds of virtual time, 0 to look only, < 0 for ever
 *
 * Return: the events that are there, 0 when time is up, or a negative errno.
 * Context: user process, may sleep. Source: poll(2).
 */
int sim_sys_poll(int fd, short events, int timeout_ms)
{
	struct sim_poll *poll = kzalloc(sizeof(*poll), GFP_KERNEL);
	long result;

	if (!poll)
		return -ENOMEM;
	poll->fd = fd;
	poll->timeout_ms = timeout_ms;
	poll->wanted = demangle_poll((unsigned short)events);
	result = sim_syscall(sim_call_poll, poll);
	kfree(poll);
	return result < 0 ? result : mangle_poll((__force __poll_t)result);
}
