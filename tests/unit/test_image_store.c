// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/image libsim/report */
/*
 * test_image_store.c: which image a name means, in a cache of made-up images.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/image.h"

static char cache[64], path[4096], error[512];

static void put(const char *name, const char *file, const char *text)
{
	FILE *out;

	snprintf(path, sizeof(path), "%s/libsim/images/%s", cache, name);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/libsim/images/%s/%s", cache, name,
		 file);
	out = fopen(path, "w");
	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
}

static void put_image(const char *name, const char *release,
		      const char *flavour, bool patched)
{
	char json[512];

	snprintf(json, sizeof(json),
		 "{\"release\": \"%s\", \"flavour\": \"%s\", \"patches\": [%s]}",
		 release, flavour, patched ? "{}" : "");
	put(name, "image.so", "");
	put(name, "image.json", json);
}

static void make_cache(void)
{
	char folder[128];

	strcpy(cache, "/tmp/sim-image-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(cache));
	setenv("XDG_CACHE_HOME", cache, 1);
	snprintf(folder, sizeof(folder), "%s/libsim", cache);
	mkdir(folder, 0755);
	strcat(folder, "/images");
	mkdir(folder, 0755);
}

static void remove_cache(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", cache);
	ck_assert_int_eq(system(command), 0);
}

static void put_all(void)
{
	put_image("7.2.13-check", "7.2.13", "check", false);
	put_image("7.3.4-check", "7.3.4", "check", false);
	put_image("7.3.10-fast", "7.3.10", "fast", false);
	put_image("7.3.9-fast", "7.3.9", "fast", false);
	put_image("7.3.12-check-fix", "7.3.12", "check", true);
	put("8.0.0-check", "image.json", "{}");		/* not built to its end */
	put("broken", "image.so", "");
	put("broken", "image.json", "no JSON");
}

static void expect(const char *name, const char *image)
{
	char want[256];

	snprintf(want, sizeof(want), "%s/libsim/images/%s/image.so", cache,
		 image);
	ck_assert_int_eq(sim_image_resolve(name, path, sizeof(path), error,
					   sizeof(error)), 0);
	ck_assert_str_eq(path, want);
}

START_TEST(test_names)
{
	put_all();
	expect(NULL, "7.3.4-check");
	expect("check", "7.3.4-check");
	expect("7", "7.3.4-check");
	expect("7.2", "7.2.13-check");
	expect("7.2.13", "7.2.13-check");
	expect("fast", "7.3.10-fast");
	expect("7.3-fast", "7.3.10-fast");
	expect("7.3.9-fast", "7.3.9-fast");
	expect("7.3.12-check-fix", "7.3.12-check-fix");
}
END_TEST

START_TEST(test_missing)
{
	static const char *const names[] = {
		"7.4", "7.3.1", "cov", "7.2-fast", "broken", "8.0", "",
		"./no/such", "..",
	};

	put_all();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		error[0] = '\0';
		ck_assert_msg(sim_image_resolve(names[i], path, sizeof(path),
						error, sizeof(error)),
			      "%s is %s", names[i], path);
		ck_assert_int_gt(strlen(error), 10);
	}
}
END_TEST

START_TEST(test_no_images)
{
	ck_assert_int_eq(sim_image_resolve(NULL, path, sizeof(path), error,
					   sizeof(error)), -1);
	ck_assert_ptr_nonnull(strstr(error, "simctl image build"));
}
END_TEST

START_TEST(test_file)
{
	put_all();
	snprintf(error, sizeof(error), "%s/libsim/images/broken/image.so",
		 cache);
	ck_assert_int_eq(sim_image_resolve(error, path, sizeof(path),
					   error + 256, 256), 0);
	ck_assert_str_eq(path, error);
}
END_TEST

static int command(char *a, char *b)
{
	char image[] = "image";
	char *words[] = { image, a, b, NULL };

	return sim_image_command(b ? 3 : 2, words);
}

START_TEST(test_remove)
{
	char rm[] = "rm", name[] = "7.2.13-check", up[] = "../images";

	put_all();
	ck_assert_int_eq(command(rm, up), 2);
	ck_assert_int_eq(command(rm, name), 0);
	ck_assert_int_eq(command(rm, name), 2);
	expect("check", "7.3.4-check");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("image store");
	TCase *tests = tcase_create("names");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, make_cache, remove_cache);
	tcase_add_test(tests, test_names);
	tcase_add_test(tests, test_missing);
	tcase_add_test(tests, test_no_images);
	tcase_add_test(tests, test_file);
	tcase_add_test(tests, test_remove);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
