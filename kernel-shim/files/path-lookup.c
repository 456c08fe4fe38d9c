// SPDX-License-Identifier: GPL-2.0-only
/*
 * path-lookup.c: what a path of the simulated user space names.
 *
 * Stands in for fs/namei.c with sysfs mounted on /sys and devtmpfs on /dev.
 * /sys is walked in the genuine kernfs tree, links included; what /dev holds is
 * in device-nodes.c.
 * Not modelled: working directories, other file systems, block devices.
 */
#include <linux/device.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "sim-files.h"

#define SIM_LINK_DEPTH	40
#define SIM_NAME_MAX	256

extern struct kernfs_node *sysfs_root_kn;

/* Copies the first component of *path to @name; its length, 0 at the end. */
static int sim_path_component(const char **path, char name[SIM_NAME_MAX])
{
	size_t len;

	while (**path == '/')
		(*path)++;
	len = strcspn(*path, "/");
	if (len >= SIM_NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	while (**path == '/')
		(*path)++;
	return len;
}

static struct kernfs_node *sim_sysfs_parent(struct kernfs_node *node)
{
	struct kernfs_node *parent = kernfs_get_parent(node);

	if (!parent)
		return node;
	kernfs_put(node);
	return parent;
}

/* Consumes the reference to @node, returns one to the child, or NULL. */
static struct kernfs_node *sim_sysfs_child(struct kernfs_node *node,
					   const char *name, bool follow)
{
	struct kernfs_node *child, *target;

	if (!strcmp(name, "."))
		return node;
	if (!strcmp(name, ".."))
		return sim_sysfs_parent(node);
	child = kernfs_find_and_get_ns(node, name, NULL);
	kernfs_put(node);
	if (!child || kernfs_type(child) != KERNFS_LINK || !follow)
		return child;
	target = child->symlink.target_kn;
	kernfs_get(target);
	kernfs_put(child);
	return target;
}

static int sim_sysfs_lookup(const char *path, bool follow,
			    struct kernfs_node **found)
{
	struct kernfs_node *node = sysfs_root_kn;
	char name[SIM_NAME_MAX];
	int len;

	kernfs_get(node);
	while ((len = sim_path_component(&path, name)) > 0) {
		if (kernfs_type(node) != KERNFS_DIR) {
			kernfs_put(node);
			return -ENOTDIR;
		}
		node = sim_sysfs_child(node, name, follow || *path);
		if (!node)
			return -ENOENT;
	}
	if (len < 0) {
		kernfs_put(node);
		return len;
	}
	*found = node;
	return 0;
}

static const char *sim_path_below(const char *path, const char *mount)
{
	size_t len = strlen(mount);

	if (strncmp(path, mount, len) || (path[len] && path[len] != '/'))
		return NULL;
	path += len;
	while (*path == '/')
		path++;
	return path;
}

/**
 * sim_path_list_devices() - names under a folder of /dev
 * @directory: "/dev", "/dev/snd", ...
 * @buf: takes the names, each followed by a newline
 * @len: bytes at @buf
 *
 * Return: bytes written, -ENOENT or -ERANGE. Context: may sleep.
 */
long sim_path_list_devices(const char *directory, char *buf, size_t len)
{
	const char *folder = sim_path_below(directory, "/dev");
	long used;

	if (!folder)
		return -ENOENT;
	used = sim_device_nodes_list(folder, buf, len);
	return used || !*folder ? used : -ENOENT;
}

/**
 * sim_path_lookup() - resolve an absolute path
 * @path: under /sys or /dev
 * @follow: whether a link at the end is followed
 * @found: filled on success; free with sim_path_put()
 *
 * Return: 0, -ENOENT, -ENOTDIR or -ENAMETOOLONG. Context: may sleep.
 */
int sim_path_lookup(const char *path, bool follow, struct sim_path *found)
{
	const char *below, *name;

	*found = (struct sim_path){ };
	below = sim_path_below(path, "/sys");
	if (below)
		return sim_sysfs_lookup(below, follow, &found->node);
	name = sim_path_below(path, "/dev");
	if (name)
		found->device = sim_device_node_find(name);
	return found->device ? 0 : -ENOENT;
}

void sim_path_put(struct sim_path *path)
{
	if (path->node)
		kernfs_put(path->node);
}
