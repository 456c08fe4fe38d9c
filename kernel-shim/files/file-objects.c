// SPDX-License-Identifier: GPL-2.0-only
/*
 * file-objects.c: struct file with its inode and dentry, from open to the
 * last reference.
 *
 * Stands in for fs/file_table.c and do_dentry_open() of fs/open.c. The file
 * operations behind it (sysfs, character devices) are the genuine ones.
 * Not modelled: mounts, permissions beyond sysfs's own check (every process
 * is root), dentry and inode caches (each open has an inode of its own, so
 * the inode's cached cdev is never shared), page cache, file locks, leases.
 */
#include <linux/cdev.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "sim-files.h"

extern const struct file_operations kernfs_file_fops;
extern const struct file_operations kernfs_dir_fops;
extern const struct file_operations def_chr_fops;

struct sim_file {
	struct file file;
	struct inode inode;
	struct dentry dentry;
	struct task_struct *owner;	/* whose system call releases it */
	struct sim_file *next_deferred;
};

static struct sim_file *sim_deferred_first;
static struct sim_file **sim_deferred_last = &sim_deferred_first;

static struct sim_file *sim_file_object(struct file *file)
{
	return container_of(file, struct sim_file, file);
}

static void sim_file_init_inode(struct sim_file *object,
				const struct sim_path *path)
{
	struct inode *inode = &object->inode;

	INIT_LIST_HEAD(&inode->i_devices);
	spin_lock_init(&inode->i_lock);
	init_rwsem(&inode->i_rwsem);
	atomic_set(&inode->i_count, 1);
	inode->i_mapping = &inode->i_data;
	if (path->device) {
		inode->i_mode = S_IFCHR | 0600;
		inode->i_rdev = path->device;
		inode->i_fop = &def_chr_fops;
		return;
	}
	kernfs_get(path->node);
	inode->i_private = path->node;
	inode->i_mode = path->node->mode;
	inode->i_fop = kernfs_type(path->node) == KERNFS_DIR ?
		       &kernfs_dir_fops : &kernfs_file_fops;
}

static struct sim_file *sim_file_alloc(const struct sim_path *path, int flags)
{
	struct sim_file *object = kzalloc(sizeof(*object), GFP_KERNEL);
	struct file *file;

	if (!object)
		return NULL;
	sim_file_init_inode(object, path);
	object->dentry.d_inode = &object->inode;
	spin_lock_init(&object->dentry.d_lock);
	file = &object->file;
	spin_lock_init(&file->f_lock);
	mutex_init(&file->f_pos_lock);
	file_ref_init(&file->f_ref, 1);
	file->f_flags = flags;
	file->f_mode = OPEN_FMODE(flags) | FMODE_LSEEK | FMODE_PREAD |
		       FMODE_PWRITE;
	file->f_inode = &object->inode;
	file->f_mapping = object->inode.i_mapping;
	file->f_cred = get_cred(current_cred());
	file->__f_path.dentry = &object->dentry;
	return object;
}

static void sim_file_free(struct sim_file *object)
{
	struct kernfs_node *node = object->inode.i_private;

	if (object->inode.i_rdev)
		cd_forget(&object->inode);
	else
		kernfs_put(node);
	put_cred(object->file.f_cred);
	kfree(object);
}

/* What do_dentry_open() derives from the operations. */
static void sim_file_opened(struct file *file)
{
	const struct file_operations *fops = file->f_op;

	file->f_mode |= FMODE_OPENED;
	if ((file->f_mode & FMODE_READ) && (fops->read || fops->read_iter))
		file->f_mode |= FMODE_CAN_READ;
	if ((file->f_mode & FMODE_WRITE) && (fops->write || fops->write_iter))
		file->f_mode |= FMODE_CAN_WRITE;
	if (!fops->llseek)
		file->f_mode &= ~FMODE_LSEEK;
	file->f_flags &= ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
}

/**
 * sim_file_open() - open what a path names
 * @path: from sim_path_lookup(); stays the caller's
 * @flags: O_RDONLY, O_WRONLY or O_RDWR, with O_NONBLOCK
 *
 * Return: the file with one reference, or an error pointer.
 * Context: process context, may sleep. Source: Documentation/filesystems/vfs.rst.
 */
struct file *sim_file_open(const struct sim_path *path, int flags)
{
	struct sim_file *object = sim_file_alloc(path, flags);
	struct file *file;
	int error = 0;

	if (!object)
		return ERR_PTR(-ENOMEM);
	file = &object->file;
	file->f_op = fops_get(object->inode.i_fop);
	if (file->f_op->open)
		error = file->f_op->open(&object->inode, file);
	if (error) {
		fops_put(file->f_op);
		sim_file_free(object);
		return ERR_PTR(error);
	}
	sim_file_opened(file);
	return file;
}

static void sim_file_release(struct sim_file *object)
{
	struct file *file = &object->file;
	struct inode *inode = &object->inode;

	if ((file->f_flags & FASYNC) && file->f_op->fasync)
		file->f_op->fasync(-1, file, 0);
	if (file->f_op->release)
		file->f_op->release(inode, file);
	if (S_ISCHR(inode->i_mode) && inode->i_cdev)
		cdev_put(inode->i_cdev);
	fops_put(file->f_op);
	sim_file_free(object);
}

/* Takes the first deferred file that @owner (NULL: the worker) may release. */
static struct sim_file *sim_deferred_take(struct task_struct *owner)
{
	struct sim_file **link, *object;

	for (link = &sim_deferred_first; (object = *link);
	     link = &object->next_deferred) {
		if (object->owner != owner)
			continue;
		*link = object->next_deferred;
		if (sim_deferred_last == &object->next_deferred)
			sim_deferred_last = link;
		return object;
	}
	return NULL;
}

static void sim_deferred_worker(struct work_struct *work)
{
	struct sim_file *object;

	while ((object = sim_deferred_take(NULL)))
		sim_file_release(object);
}
static DECLARE_DELAYED_WORK(sim_deferred_work, sim_deferred_worker);

void sim_file_release_deferred(void)
{
	struct sim_file *object;

	while ((object = sim_deferred_take(current)))
		sim_file_release(object);
}

/* shim: modelled - the last put runs release at the end of the system call,
 * or from a work item where there is no system call, as in fs/file_table.c */
void fput(struct file *file)
{
	struct sim_file *object = sim_file_object(file);
	bool process = !in_interrupt() && !(current->flags & PF_KTHREAD);

	if (!file_ref_put(&file->f_ref))
		return;
	object->owner = process ? current : NULL;
	object->next_deferred = NULL;
	*sim_deferred_last = object;
	sim_deferred_last = &object->next_deferred;
	if (!process)
		schedule_delayed_work(&sim_deferred_work, 1);
}

/* shim: modelled - as fput(), with release at once; process context */
void __fput_sync(struct file *file)
{
	if (file_ref_put(&file->f_ref))
		sim_file_release(sim_file_object(file));
}

/* shim: modelled - waits for releases that were put off */
void flush_delayed_fput(void)
{
	sim_deferred_worker(NULL);
}

/* shim: modelled - the last reference marks the count dead */
bool __file_ref_put(file_ref_t *ref, unsigned long cnt)
{
	if (cnt == FILE_REF_NOREF) {
		atomic_long_set(&ref->refcnt, FILE_REF_DEAD);
		return true;
	}
	WARN_ONCE(1, "file reference dropped once too often (%lx)", cnt);
	return false;
}

/* close(2) on the last descriptor: flush, then the process's reference. */
int sim_file_close(struct file *file)
{
	int error = 0;

	if (file->f_op->flush)
		error = file->f_op->flush(file, NULL);
	__fput_sync(file);
	return error;
}
