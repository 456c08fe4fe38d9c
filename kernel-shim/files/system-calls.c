// SPDX-License-Identifier: GPL-2.0-only
/*
 * system-calls.c: open, close, read, write, ioctl, readdir and readlink of
 * the simulated user processes.
 *
 * Stands in for the system call entry and exit, fs/file.c and
 * fs/read_write.c. A call that is interrupted by nothing but the freezer is
 * restarted; one that a real signal interrupts returns -EINTR (no process
 * here has handlers, and none asks for SA_RESTART).
 * Not modelled: descriptor tables shared by fork, dup, seeking, vectored I/O.
 */
#include <linux/dcache.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/freezer.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/namei.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "sim/border.h"
#include "sim-files.h"
#include "sim-shim.h"
#include "sim-sched.h"

#define SIM_DESCRIPTORS	256

struct sim_descriptor { struct file *file; struct task_struct *owner; };

static struct sim_descriptor sim_descriptors[SIM_DESCRIPTORS];

extern const struct inode_operations kernfs_symlink_iops;

static bool sim_syscall_interrupted(long result)
{
	return result == -ERESTARTSYS || result == -ERESTARTNOINTR ||
	       result == -ERESTARTNOHAND || result == -ERESTART_RESTARTBLOCK;
}

static bool sim_syscall_signalled(void)
{
	sigset_t left;

	sigandnsets(&left, &current->pending.signal, &current->blocked);
	return !sigisemptyset(&left);
}

/**
 * sim_syscall() - run kernel code as a system call of the current process
 * @call: the work; called again when only the freezer interrupted it
 * @data: for @call
 *
 * Return: what @call returned, -EINTR when a signal interrupted it.
 * Context: user process, may sleep; does not return after a fatal signal.
 * Source: Documentation/power/freezing-of-tasks.rst, signal(7).
 */
long sim_syscall(long (*call)(void *data), void *data)
{
	bool restart;
	long result;

	sim_point(SIM_OP_SYSCALL, NULL);
	try_to_freeze();
	do {
		result = call(data);
		restart = sim_syscall_interrupted(result) &&
			  !sim_syscall_signalled();
		sim_file_release_deferred();
		sim_task_return_user();
	} while (restart);
	return sim_syscall_interrupted(result) ? -EINTR : result;
}

/* ---- descriptors ---- */

static int sim_descriptor_install(struct file *file)
{
	int fd;

	/* 0 to 2 stay free, as they would be taken in a real process. */
	for (fd = 3; fd < SIM_DESCRIPTORS; fd++) {
		if (sim_descriptors[fd].file)
			continue;
		sim_descriptors[fd].file = file;
		sim_descriptors[fd].owner = current;
		return fd;
	}
	return -EMFILE;
}

struct file *sim_descriptor_get(int fd)
{
	if (fd < 0 || fd >= SIM_DESCRIPTORS || !sim_descriptors[fd].file)
		return NULL;
	return get_file(sim_descriptors[fd].file);
}

static struct file *sim_descriptor_take(int fd)
{
	struct file *file;

	if (fd < 0 || fd >= SIM_DESCRIPTORS)
		return NULL;
	file = sim_descriptors[fd].file;
	sim_descriptors[fd].file = NULL;
	return file;
}

void sim_files_exit(struct task_struct *task)
{
	int fd;

	for (fd = 0; fd < SIM_DESCRIPTORS; fd++)
		if (sim_descriptors[fd].file &&
		    sim_descriptors[fd].owner == task)
			sim_file_close(sim_descriptor_take(fd));
	sim_file_release_deferred();
}

/* ---- open and close ---- */

struct sim_call {
	const char *path;
	int fd, flags;
	unsigned int command;
	void *buf;
	size_t len;
};

static long sim_call_open(void *data)
{
	struct sim_call *call = data;
	struct sim_path path;
	struct file *file;
	int fd = sim_path_lookup(call->path, true, &path);

	if (fd)
		return fd;
	if (path.node && kernfs_type(path.node) == KERNFS_DIR)
		file = ERR_PTR(-EISDIR);
	else
		file = sim_file_open(&path, call->flags);
	sim_path_put(&path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = sim_descriptor_install(file);
	if (fd < 0)
		sim_file_close(file);
	return fd;
}

int sim_sys_open(const char *path, int flags)
{
	struct sim_call call = { .path = path, .flags = flags };

	return sim_syscall(sim_call_open, &call);
}

static long sim_call_close(void *data)
{
	struct sim_call *call = data;
	struct file *file = sim_descriptor_take(call->fd);

	return file ? sim_file_close(file) : -EBADF;
}

int sim_sys_close(int fd)
{
	struct sim_call call = { .fd = fd };
	long error = sim_syscall(sim_call_close, &call);

	/* A descriptor is gone even if its close was interrupted. */
	return error == -EBADF && call.fd >= 0 ? -EBADF : error;
}

/* ---- read, write and ioctl ---- */

static long sim_file_iterate(struct file *file, struct sim_call *call,
			     loff_t *pos, bool writes)
{
	struct kiocb kiocb;
	struct iov_iter iter;
	unsigned int depth;
	long result;

	init_sync_kiocb(&kiocb, file);
	kiocb.ki_pos = pos ? *pos : 0;
	iov_iter_ubuf(&iter, writes ? ITER_SOURCE : ITER_DEST,
		      (void __user *)call->buf, call->len);
	depth = sim_shim_out();
	if (writes)
		result = file->f_op->write_iter(&kiocb, &iter);
	else
		result = file->f_op->read_iter(&kiocb, &iter);
	sim_shim_in(depth);
	if (pos)
		*pos = kiocb.ki_pos;
	return result;
}

static loff_t *sim_file_position(struct file *file)
{
	return file->f_mode & FMODE_STREAM ? NULL : &file->f_pos;
}

/* What a call does with its open file, in the kernel's own code. */
static long sim_call_file(struct sim_call *call,
			  long (*act)(struct file *file, struct sim_call *call))
{
	struct file *file = sim_descriptor_get(call->fd);
	unsigned int depth;
	long result;

	if (!file)
		return -EBADF;
	depth = sim_shim_out();
	result = act(file, call);
	sim_shim_in(depth);
	fput(file);
	return result;
}

static long sim_act_read(struct file *file, struct sim_call *call)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (file->f_op->read)
		return file->f_op->read(file, (char __user *)call->buf,
					call->len, sim_file_position(file));
	if (file->f_op->read_iter)
		return sim_file_iterate(file, call, sim_file_position(file),
					false);
	return -EINVAL;
}

static long sim_act_write(struct file *file, struct sim_call *call)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (file->f_op->write)
		return file->f_op->write(file, (char __user *)call->buf,
					 call->len, sim_file_position(file));
	if (file->f_op->write_iter)
		return sim_file_iterate(file, call, sim_file_position(file),
					true);
	return -EINVAL;
}

static long sim_act_ioctl(struct file *file, struct sim_call *call)
{
	long result = -ENOTTY;

	if (file->f_op->unlocked_ioctl)
		result = file->f_op->unlocked_ioctl(file, call->command,
						    (unsigned long)call->buf);
	return result == -ENOIOCTLCMD ? -ENOTTY : result;
}

static long sim_call_read(void *call)
{
	return sim_call_file(call, sim_act_read);
}

static long sim_call_write(void *call)
{
	return sim_call_file(call, sim_act_write);
}

static long sim_call_ioctl(void *call)
{
	return sim_call_file(call, sim_act_ioctl);
}

long sim_sys_read(int fd, void *buf, size_t len)
{
	struct sim_call call = { .fd = fd, .buf = buf, .len = len };

	return sim_syscall(sim_call_read, &call);
}

long sim_sys_write(int fd, const void *buf, size_t len)
{
	struct sim_call call = { .fd = fd, .buf = (void *)buf, .len = len };

	return sim_syscall(sim_call_write, &call);
}

long sim_sys_ioctl(int fd, unsigned int cmd, void *arg)
{
	struct sim_call call = { .fd = fd, .command = cmd, .buf = arg };

	return sim_syscall(sim_call_ioctl, &call);
}

/* ---- names ---- */

struct sim_listing {
	struct dir_context ctx;
	char *buf;
	size_t len, used;
	bool full;
};

static bool sim_listing_add(struct dir_context *ctx, const char *name, int len,
			    loff_t offset, u64 ino, unsigned int type)
{
	struct sim_listing *list = container_of(ctx, struct sim_listing, ctx);

	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return true;
	list->full = list->used + len + 1 > list->len;
	if (list->full)
		return false;
	memcpy(list->buf + list->used, name, len);
	list->buf[list->used + len] = '\n';
	list->used += len + 1;
	return true;
}

static long sim_sysfs_list(const struct sim_path *path, struct sim_call *call)
{
	struct sim_listing list = {
		.ctx.actor = sim_listing_add,
		/* Behind the two entries that need a parent dentry. */
		.ctx.pos = 2,
		.buf = call->buf, .len = call->len,
	};
	struct file *file;
	int error;

	if (kernfs_type(path->node) != KERNFS_DIR)
		return -ENOTDIR;
	file = sim_file_open(path, O_RDONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	error = file->f_op->iterate_shared(file, &list.ctx);
	sim_file_close(file);
	return error ?: list.full ? -ERANGE : (long)list.used;
}

static long sim_call_readdir(void *data)
{
	struct sim_call *call = data;
	struct sim_path path;
	long result;

	if (!strncmp(call->path, "/dev", 4))
		return sim_path_list_devices(call->path, call->buf, call->len);
	result = sim_path_lookup(call->path, true, &path);
	if (result)
		return result;
	result = sim_sysfs_list(&path, call);
	sim_path_put(&path);
	return result;
}

long sim_sys_readdir(const char *path, char *buf, size_t len)
{
	struct sim_call call = { .path = path, .buf = buf, .len = len };

	return sim_syscall(sim_call_readdir, &call);
}

/* The genuine link code wants an inode of the link and any dentry. */
static long sim_sysfs_readlink(struct kernfs_node *node, struct sim_call *call)
{
	struct inode *inode = kzalloc(sizeof(*inode), GFP_KERNEL);
	DEFINE_DELAYED_CALL(done);
	struct dentry dentry = { };
	const char *target;
	long len;

	if (!inode)
		return -ENOMEM;
	inode->i_private = node;
	target = kernfs_symlink_iops.get_link(&dentry, inode, &done);
	kfree(inode);
	if (IS_ERR(target))
		return PTR_ERR(target);
	len = min(strlen(target), call->len);
	memcpy(call->buf, target, len);
	do_delayed_call(&done);
	return len;
}

static long sim_call_readlink(void *data)
{
	struct sim_call *call = data;
	struct sim_path path;
	long result = sim_path_lookup(call->path, false, &path);

	if (result)
		return result;
	if (path.node && kernfs_type(path.node) == KERNFS_LINK)
		result = sim_sysfs_readlink(path.node, call);
	else
		result = -EINVAL;
	sim_path_put(&path);
	return result;
}

long sim_sys_readlink(const char *path, char *buf, size_t len)
{
	struct sim_call call = { .path = path, .buf = buf, .len = len };

	return sim_syscall(sim_call_readlink, &call);
}
