// SPDX-License-Identifier: GPL-2.0-only
/*
 * path-lookup.c: what a path of the simulated user space names.
 *
 * Stands in for fs/namei.c with sysfs mounted on /sys and devtmpfs on /dev.
 * /sys is walked in the genuine kernfs tree, links included. /dev holds, as
 * with devtmpfs, a node for each registered device that has a number, under
 * the name that the device core gives it.
 * Not modelled: working directories, other file systems, block devices, and
 * the moment between a device's removal and that of its node.
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
extern struct kset *devices_kset;
const char *device_get_devnode(const struct device *dev, umode_t *mode,
			       kuid_t *uid, kgid_t *gid, const char **tmp);

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

static bool sim_device_is_numbered(const struct kobject *kobj)
{
	return MAJOR(container_of(kobj, struct device, kobj)->devt);
}

/* Fills in up to @room of them, each with a reference; returns how many. */
static unsigned int sim_devices_hold(struct device **device, unsigned int room)
{
	struct kobject *kobj;
	unsigned int n = 0;

	spin_lock(&devices_kset->list_lock);
	list_for_each_entry(kobj, &devices_kset->list, entry) {
		if (n == room)
			break;
		if (sim_device_is_numbered(kobj) &&
		    kobject_get_unless_zero(kobj))
			device[n++] = container_of(kobj, struct device, kobj);
	}
	spin_unlock(&devices_kset->list_lock);
	return n;
}

/*
 * What devtmpfs has at one moment: names are made outside the list's lock, as
 * that may sleep. Only devices with a number have a node there.
 */
static struct device **sim_devices_take(unsigned int *count)
{
	struct device **device;
	struct kobject *kobj;
	unsigned int room = 0;

	spin_lock(&devices_kset->list_lock);
	list_for_each_entry(kobj, &devices_kset->list, entry)
		room += sim_device_is_numbered(kobj);
	spin_unlock(&devices_kset->list_lock);
	device = kcalloc(room, sizeof(*device), GFP_KERNEL);
	*count = device ? sim_devices_hold(device, room) : 0;
	return device;
}

typedef long sim_device_visitor(struct device *dev, const char *name,
				void *data);

static long sim_device_visit(struct device *dev, sim_device_visitor *visit,
			     void *data)
{
	umode_t mode = 0;
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	const char *tmp = NULL;
	const char *name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
	long done = name ? visit(dev, name, data) : 0;

	kfree(tmp);
	return done;
}

/*
 * Calls @visit for each node of /dev until it returns non-zero. The kernel has
 * the names since the devices came: that they are asked for again is no access
 * of its, so no data race.
 */
static long sim_devices_visit(sim_device_visitor *visit, void *data)
{
	unsigned int n, count;
	struct device **device = sim_devices_take(&count);
	long done = 0;

	kcsan_disable_current();
	for (n = 0; n < count; n++) {
		if (!done)
			done = sim_device_visit(device[n], visit, data);
		put_device(device[n]);
	}
	kcsan_enable_current();
	kfree(device);
	return done;
}

struct sim_device_query { const char *name; dev_t found; };

static long sim_device_match(struct device *dev, const char *name, void *data)
{
	struct sim_device_query *query = data;

	if (strcmp(query->name, name))
		return 0;
	query->found = dev->devt;
	return 1;
}

struct sim_device_list { const char *prefix; char *buf; size_t len, used; };

static long sim_device_append(struct device *dev, const char *name, void *data)
{
	struct sim_device_list *list = data;
	size_t skip = strlen(list->prefix), len;

	if (strncmp(name, list->prefix, skip) ||
	    (skip && name[skip] != '/'))
		return 0;
	name += skip + !!skip;
	len = strlen(name);
	if (list->used + len + 1 > list->len)
		return -ERANGE;
	memcpy(list->buf + list->used, name, len);
	list->buf[list->used + len] = '\n';
	list->used += len + 1;
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
	const char *prefix = sim_path_below(directory, "/dev");
	struct sim_device_list list = {
		.prefix = prefix, .buf = buf, .len = len,
	};
	long error;

	if (!prefix)
		return -ENOENT;
	error = sim_devices_visit(sim_device_append, &list);
	if (!error && !list.used && *prefix)
		return -ENOENT;
	return error ?: (long)list.used;
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
	struct sim_device_query query = { };
	const char *below;

	*found = (struct sim_path){ };
	below = sim_path_below(path, "/sys");
	if (below)
		return sim_sysfs_lookup(below, follow, &found->node);
	query.name = sim_path_below(path, "/dev");
	if (!query.name || !sim_devices_visit(sim_device_match, &query))
		return -ENOENT;
	found->device = query.found;
	return 0;
}

void sim_path_put(struct sim_path *path)
{
	if (path->node)
		kernfs_put(path->node);
}
