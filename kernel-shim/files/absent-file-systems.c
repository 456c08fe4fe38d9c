// SPDX-License-Identifier: GPL-2.0-only
/*
 * absent-file-systems.c: what genuine files name of a VFS that is not there.
 *
 * kernfs, char_dev, resource.c and the driver core refer to inodes, mounts and
 * backing devices. sysfs is reached without a mount (path-lookup.c), so most
 * of these only have to exist; functions that would do something are traps.
 */
#include <linux/backing-dev.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/slab.h>

#include "sim-files.h"

/* Only their addresses are used. */
struct mnt_idmap { int unused; } nop_mnt_idmap;
struct backing_dev_info noop_backing_dev_info;
const struct address_space_operations ram_aops;
int file_caps_enabled;

/* shim: stub - no page cache writes back */
int bdi_init(struct backing_dev_info *bdi)
{
	return 0;
}

static struct super_block sim_pseudo_super_block;
static struct vfsmount sim_pseudo_mount = {
	.mnt_sb = &sim_pseudo_super_block,
};

/* shim: stub - there is one pseudo file system, and nothing in it */
int simple_pin_fs(struct file_system_type *type, struct vfsmount **mount,
		  int *count)
{
	*mount = &sim_pseudo_mount;
	++*count;
	return 0;
}

/* shim: stub - see simple_pin_fs() */
void simple_release_fs(struct vfsmount **mount, int *count)
{
	--*count;
}

/* shim: stub - an inode whose mapping nobody maps, for kernel/resource.c */
struct inode *alloc_anon_inode(struct super_block *sb)
{
	struct inode *inode = kzalloc(sizeof(*inode), GFP_KERNEL);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_mapping = &inode->i_data;
	return inode;
}

/* shim: modelled - frees the text of a link */
void kfree_link(void *text)
{
	kfree(text);
}

/* shim: modelled - moves the position, but not from the end */
loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence)
{
	if (whence == SEEK_END)
		return -EINVAL;
	return generic_file_llseek(file, offset, whence);
}

/* shim: modelled - the open file of a descriptor, with a reference */
struct fd fdget(unsigned int fd)
{
	struct file *file = sim_descriptor_get(fd);

	return file ? CLONED_FD(file) : EMPTY_FD;
}

/* shim: modelled - as fdget() */
struct file *fget(unsigned int fd)
{
	return sim_descriptor_get(fd);
}
