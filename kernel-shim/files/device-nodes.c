// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-nodes.c: what is in /dev.
 *
 * Stands in for drivers/base/devtmpfs.c: a node comes as the device core adds a
 * device that has a number, and goes as it takes the device away, under the
 * name that the device core gives it.
 *
 * Not modelled: the thread kdevtmpfs, which makes nodes while who adds the
 * device waits for it; modes and owners; a node that is missing because there
 * was no memory for its name.
 */
#include <linux/device.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "sim-files.h"

#define SIM_NAME_TRIES	8	/* an allocation that fails costs one */

struct sim_device_node {
	struct list_head entry;
	const struct device *device;
	dev_t number;
	char name[];
};

static LIST_HEAD(sim_device_nodes);
static DEFINE_SPINLOCK(sim_device_nodes_lock);

const char *device_get_devnode(const struct device *dev, umode_t *mode,
			       kuid_t *uid, kgid_t *gid, const char **tmp);
int devtmpfs_create_node(struct device *dev);
int devtmpfs_delete_node(struct device *dev);

static struct sim_device_node *sim_device_node_make(const struct device *dev)
{
	struct sim_device_node *node;
	umode_t mode = 0;
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	const char *name = NULL, *tmp = NULL;

	for (int i = 0; !name && i < SIM_NAME_TRIES; i++)
		name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
	if (!name)
		return NULL;
	node = kzalloc(struct_size(node, name, strlen(name) + 1),
		       GFP_KERNEL | __GFP_NOFAIL);
	strcpy(node->name, name);
	node->device = dev;
	node->number = dev->devt;
	kfree(tmp);
	return node;
}

/* shim: modelled - the node is there at once; no thread makes it */
int devtmpfs_create_node(struct device *dev)
{
	struct sim_device_node *node = sim_device_node_make(dev);

	if (!node)
		return -ENOMEM;
	spin_lock(&sim_device_nodes_lock);
	list_add_tail(&node->entry, &sim_device_nodes);
	spin_unlock(&sim_device_nodes_lock);
	return 0;
}

static struct sim_device_node *sim_device_node_take(const struct device *dev)
{
	struct sim_device_node *node;

	list_for_each_entry(node, &sim_device_nodes, entry)
		if (node->device == dev) {
			list_del(&node->entry);
			return node;
		}
	return NULL;
}

/* shim: modelled - the node is gone at once; no thread removes it */
int devtmpfs_delete_node(struct device *dev)
{
	struct sim_device_node *node;

	spin_lock(&sim_device_nodes_lock);
	node = sim_device_node_take(dev);
	spin_unlock(&sim_device_nodes_lock);
	kfree(node);
	return node ? 0 : -ENOENT;
}

/**
 * sim_device_node_find() - the device behind a name
 * @name: below /dev
 *
 * Return: its number, or 0.
 * Context: may sleep.
 */
dev_t sim_device_node_find(const char *name)
{
	struct sim_device_node *node;
	dev_t number = 0;

	spin_lock(&sim_device_nodes_lock);
	list_for_each_entry(node, &sim_device_nodes, entry)
		if (!strcmp(node->name, name)) {
			number = node->number;
			break;
		}
	spin_unlock(&sim_device_nodes_lock);
	return number;
}

/* The rest of a name that lies below @folder, else NULL. */
static const char *sim_name_below(const char *name, const char *folder)
{
	size_t skip = strlen(folder);

	if (!skip)
		return name;
	return !strncmp(name, folder, skip) && name[skip] == '/' ?
	       name + skip + 1 : NULL;
}

/**
 * sim_device_nodes_list() - names of nodes
 * @folder: below /dev, or "" for all
 * @buf: takes the names, each followed by a newline
 * @len: bytes at @buf
 *
 * Return: bytes written, or -ERANGE.
 * Context: may sleep.
 */
long sim_device_nodes_list(const char *folder, char *buf, size_t len)
{
	struct sim_device_node *node;
	const char *name;
	size_t used = 0, bytes;

	spin_lock(&sim_device_nodes_lock);
	list_for_each_entry(node, &sim_device_nodes, entry) {
		name = sim_name_below(node->name, folder);
		if (!name)
			continue;
		bytes = strlen(name);
		if (used + bytes + 1 > len) {
			spin_unlock(&sim_device_nodes_lock);
			return -ERANGE;
		}
		memcpy(buf + used, name, bytes);
		buf[used + bytes] = '\n';
		used += bytes + 1;
	}
	spin_unlock(&sim_device_nodes_lock);
	return used;
}
