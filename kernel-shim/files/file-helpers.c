// SPDX-License-Identifier: GPL-2.0-only
/*
 * file-helpers.c: what drivers and sysfs use of fs/open.c, fs/read_write.c,
 * fs/libfs.c and fs/fcntl.c.
 *
 * Not modelled: SIGIO. No process here asks for it, so fasync_helper() stops
 * the run when one does, and kill_fasync() has nobody to tell.
 */
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/seq_file.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "sim/border.h"
#include "sim-files.h"

void kernfs_init(void);
void chrdev_init(void);

void sim_files_init(void)
{
	seq_file_init();
	kernfs_init();
	if (sysfs_init())
		sim_fault("sysfs cannot be mounted");
	chrdev_init();
}

/* shim: modelled - no seeking, positioned access is refused */
int nonseekable_open(struct inode *inode, struct file *filp)
{
	filp->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}

/* shim: modelled - no position at all */
int stream_open(struct inode *inode, struct file *filp)
{
	nonseekable_open(inode, filp);
	filp->f_mode &= ~FMODE_ATOMIC_POS;
	filp->f_mode |= FMODE_STREAM;
	return 0;
}

/* shim: stub - any file may be opened, sizes beyond 2 GiB do not exist */
int generic_file_open(struct inode *inode, struct file *filp)
{
	return 0;
}

/* shim: modelled - seeking succeeds and changes nothing */
loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}

static loff_t sim_seek(struct file *file, loff_t offset, int whence,
		       loff_t size)
{
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	else if (whence == SEEK_END)
		offset += size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (offset < 0)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

/* shim: modelled - moves the position; size is the inode's */
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	return sim_seek(file, offset, whence, i_size_read(file->f_inode));
}

/* shim: modelled - moves the position; size is the inode's */
loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	return sim_seek(file, offset, whence, i_size_read(file->f_inode));
}

/* shim: modelled - moves the position; size is the caller's */
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence,
			 loff_t size)
{
	return sim_seek(file, offset, whence, size);
}

/* shim: modelled - reading a directory as a file is an error */
ssize_t generic_read_dir(struct file *filp, char __user *buf, size_t siz,
			 loff_t *ppos)
{
	return -EISDIR;
}

/* shim: stub - nothing here is backed by a disk */
int noop_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return 0;
}

/* Bytes of [*ppos, *ppos + count) that exist; moves nothing. */
static ssize_t sim_clamp(size_t count, loff_t pos, size_t available)
{
	if (pos < 0)
		return -EINVAL;
	if (pos >= available || !count)
		return 0;
	return min_t(size_t, count, available - pos);
}

/* shim: modelled - part of a kernel buffer to user space */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos,
				const void *from, size_t available)
{
	ssize_t bytes = sim_clamp(count, *ppos, available);
	size_t left;

	if (bytes <= 0)
		return bytes;
	left = copy_to_user(to, from + *ppos, bytes);
	if (left == bytes)
		return -EFAULT;
	*ppos += bytes - left;
	return bytes - left;
}

/* shim: modelled - part of a kernel buffer from user space */
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos,
			       const void __user *from, size_t count)
{
	ssize_t bytes = sim_clamp(count, *ppos, available);
	size_t left;

	if (bytes <= 0)
		return bytes;
	left = copy_from_user(to + *ppos, from, bytes);
	if (left == bytes)
		return -EFAULT;
	*ppos += bytes - left;
	return bytes - left;
}

/* shim: modelled - part of a kernel buffer to another */
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos,
				const void *from, size_t available)
{
	ssize_t bytes = sim_clamp(count, *ppos, available);

	if (bytes <= 0)
		return bytes;
	memcpy(to, from + *ppos, bytes);
	*ppos += bytes;
	return bytes;
}

/* shim: modelled - nobody has asked for signals, so only "off" is served */
int fasync_helper(int fd, struct file *filp, int on,
		  struct fasync_struct **fapp)
{
	if (on)
		sim_trap("fasync_helper(on)");
	return 0;
}

/* shim: stub - the list is always empty, see fasync_helper() */
void kill_fasync(struct fasync_struct **fp, int sig, int band)
{
}

/* shim: stub - there is no file system to mount it from, see sim_path_lookup() */
int register_filesystem(struct file_system_type *type)
{
	return 0;
}
