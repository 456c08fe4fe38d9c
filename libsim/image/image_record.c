// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_record.c: image.json, which tells what an image was made of.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "image_build.h"
#include "sim/report.h"

static json_t *describe_patches(struct sim_image_build *build)
{
	char digest[SIM_IMAGE_ID_SIZE], why[512];
	json_t *patches = json_array();

	for (int i = 0; i < build->patches; i++) {
		if (sim_image_digest(build->patch[i], digest, why, sizeof(why)))
			digest[0] = '\0';
		json_array_append_new(patches, json_pack("{s:s, s:s}", "file",
							 build->patch[i],
							 "digest", digest));
	}
	return patches;
}

int sim_record_write(struct sim_image_build *build)
{
	char path[SIM_PATH], digest[SIM_IMAGE_ID_SIZE], why[512], *text;
	json_t *record;
	int failed;

	sim_build_path(build, path, sizeof(path), "image.so");
	if (sim_image_digest(path, digest, why, sizeof(why)))
		return sim_build_broken(build, "%s", why);
	record = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:o}",
			   "version", 1, "name", build->image_name,
			   "release", build->release, "flavour", build->flavour,
			   "kernel", build->tree, "compiler", build->compiler,
			   "digest", digest, "patches", describe_patches(build));
	text = record ? json_dumps(record, JSON_INDENT(2)) : NULL;
	json_decref(record);
	if (!text)
		return sim_build_broken(build, "Cannot describe the image: a name is no UTF-8.");
	sim_build_path(build, path, sizeof(path), "image.json");
	failed = sim_file_put(build, path, text);
	free(text);
	return failed;
}
