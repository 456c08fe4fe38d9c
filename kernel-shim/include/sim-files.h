/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-files.h: open files, paths and system calls of the simulated user
 * processes. Kernel world, shared between shim files.
 */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <linux/fs.h>
#include <linux/types.h>

struct kernfs_node;
struct task_struct;

/* Mounts sysfs and prepares character devices; before driver_init(). */
void sim_files_init(void);

/* Closes what @task left open; from its exit path, in its own context. */
void sim_files_exit(struct task_struct *task);

/* What a path under /sys or /dev names. */
struct sim_path {
	struct kernfs_node *node;	/* a reference, or NULL */
	dev_t device;			/* of a character device, or 0 */
};

int sim_path_lookup(const char *path, bool follow, struct sim_path *found);
void sim_path_put(struct sim_path *path);
long sim_path_list_devices(const char *directory, char *buf, size_t len);

/* Nodes of /dev. */
dev_t sim_device_node_find(const char *name);
long sim_device_nodes_list(const char *folder, char *buf, size_t len);

/* Open file objects. */
struct file *sim_file_open(const struct sim_path *path, int flags);
int sim_file_close(struct file *file);
/* Last references that were dropped where release could not run. */
void sim_file_release_deferred(void);

/* Runs @call(@data) as a system call: restarts, freezing and kills. */
long sim_syscall(long (*call)(void *data), void *data);

/* The calls of struct sim_image_ops. */
int sim_sys_open(const char *path, int flags);
int sim_sys_close(int fd);
long sim_sys_read(int fd, void *buf, size_t len);
long sim_sys_write(int fd, const void *buf, size_t len);
long sim_sys_ioctl(int fd, unsigned int cmd, void *arg);
int sim_sys_poll(int fd, short events, int timeout_ms);
long sim_sys_readdir(const char *path, char *buf, size_t len);
long sim_sys_readlink(const char *path, char *buf, size_t len);

struct file *sim_descriptor_get(int fd);	/* a reference, or NULL */

#endif /* SIM_FILES_H */
