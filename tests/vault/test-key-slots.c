/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault/uke-key-slots-private.h"
#include "vault/uke-vault-error.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Computed apart from this program, with the layout of doc/key-slots.md. */
static const char golden_hex[]
    = "554b45534c4f54530001000200000001101112131415161718191a1b1c1d1e1f00840001d1d1d1d1"
      "d1d1d1d1d1d1d1d1d1d1d1d10000000100060a24181e4000000100010020003c0001020304050607"
      "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000102030405060708090a0b0ef4de6c"
      "2112960092dd634f05eb49c663535ffa6f1c6279ee6456438d3dac6e2fdea9e51a0822647c7428df"
      "f75e438a00840002e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e20000000100060a24181e400100010001"
      "0020003c6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828332333435"
      "363738393a3b3c3dc61fea362098e508958240fc0411d4dd3c053222c065d191b7f61a82f6b1a4d6"
      "5ff6962d9552e8eeac07cd55c441e4213b70201cea0e5b9ffb82e6d26294e9051242c019e6ea2a47"
      "3774d138775e1e29";

typedef struct {
  char *dir;
  char *path;
  char *copy_path;
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  f->dir = g_dir_make_tmp ("uke-slots-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "keys.uks", NULL);
  f->copy_path = g_build_filename (f->dir, "keys-copy.uks", NULL);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_unlink (f->path);
  g_unlink (f->copy_path);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->copy_path);
}

static UkeSecret *
count_up (size_t len, unsigned first)
{
  UkeSecret *secret = uke_secret_new (len);

  for (size_t i = 0; i < len; i++)
    uke_secret_edit (secret)[i] = (uint8_t)(first + i);
  return secret;
}

static UkeId
fill_id (unsigned byte)
{
  UkeId id;

  memset (id.bytes, (int)byte, sizeof id.bytes);
  return id;
}

static UkeKeySlots *
make_golden (void)
{
  g_autoptr (UkeSecret) data_key = count_up (UKE_DATA_KEY_BYTES, 0x40);
  g_autoptr (UkeSecret) device = uke_secret_new (32);
  g_autoptr (UkeSecret) code = count_up (20, 0);
  g_autoptr (UkeSecret) salts = count_up (132, 0);
  const uint8_t *count = uke_secret_peek (salts);
  UkeId db_uuid, device_id = fill_id (0xd1), recovery_id = fill_id (0xe2);
  UkeKeySlots *slots;

  memset (uke_secret_edit (device), 0xaa, 32);
  memcpy (db_uuid.bytes, count + 0x10, 16);
  slots = uke_key_slots_new (&db_uuid);
  g_assert_true (uke_key_slots_add_with (slots, UKE_KEY_SLOT_DEVICE, &device_id, 1700000000000000,
                                         device, data_key, count, count, NULL));
  g_assert_true (uke_key_slots_add_with (slots, UKE_KEY_SLOT_RECOVERY, &recovery_id,
                                         1700000000000001, code, data_key, count + 100, count + 50,
                                         NULL));
  return slots;
}

static GBytes *
read_golden (void)
{
  size_t len = strlen (golden_hex) / 2;
  uint8_t *bytes = g_malloc (len);

  for (size_t i = 0; i < len; i++)
    bytes[i] = (uint8_t)(g_ascii_xdigit_value (golden_hex[2 * i]) << 4
                         | g_ascii_xdigit_value (golden_hex[2 * i + 1]));
  return g_bytes_new_take (bytes, len);
}

/* Replaces the checksum, so that what lies behind it is tested and not the checksum. */
static void
seal (uint8_t *data, size_t len)
{
  crypto_hash_sha256 (data + len - 32, data, len - 32);
}

/* The bytes of the file are fixed: what is written today is what every later version reads. */
static void
test_golden (void)
{
  g_autoptr (UkeKeySlots) slots = make_golden ();
  g_autoptr (GBytes) written = uke_key_slots_write (slots);
  g_autoptr (GBytes) golden = read_golden ();

  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written),
                   g_bytes_get_data (golden, NULL), g_bytes_get_size (golden));
}

/* Each secret opens its own kind of slot and no other. */
static void
test_open (void)
{
  g_autoptr (GBytes) golden = read_golden ();
  g_autoptr (UkeKeySlots) slots
      = uke_key_slots_read (g_bytes_get_data (golden, NULL), g_bytes_get_size (golden), NULL);
  g_autoptr (UkeSecret) expected = count_up (UKE_DATA_KEY_BYTES, 0x40);
  g_autoptr (UkeSecret) code = count_up (20, 0);
  g_autoptr (UkeSecret) wrong = count_up (20, 1);
  g_autoptr (UkeSecret) data_key = NULL;
  UkeId opened, recovery_id = fill_id (0xe2);

  g_assert_nonnull (slots);
  g_assert_cmpuint (uke_key_slots_get_n (slots), ==, 2);
  g_assert_cmpint (uke_key_slots_get_type_at (slots, 0), ==, UKE_KEY_SLOT_DEVICE);
  g_assert_cmpint (uke_key_slots_get_made_at_us (slots, 1), ==, 1700000000000001);
  data_key = uke_key_slots_open (slots, UKE_KEY_SLOT_RECOVERY, code, &opened);
  g_assert_nonnull (data_key);
  g_assert_true (uke_secret_equal (data_key, expected));
  g_assert_true (uke_id_equal (&opened, &recovery_id));
  g_assert_null (uke_key_slots_open (slots, UKE_KEY_SLOT_DEVICE, code, NULL));
  g_assert_null (uke_key_slots_open (slots, UKE_KEY_SLOT_RECOVERY, wrong, NULL));
}

/* Changing any byte that a slot is bound to keeps the slot shut, even with the checksum made good.
 */
static void
test_bound (void)
{
  g_autoptr (GBytes) golden = read_golden ();
  size_t len = g_bytes_get_size (golden);
  g_autoptr (UkeSecret) code = count_up (20, 0);
  /* db_uuid, then of the second record: id, version, time, salt, nonce, ciphertext, tag */
  const size_t places[] = { 16, 31, 168, 183, 187, 190, 204, 235, 236, 247, 248, 280, 295 };

  for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree uint8_t *bytes = g_memdup2 (g_bytes_get_data (golden, NULL), len);
    g_autoptr (UkeKeySlots) slots = NULL;

    bytes[places[i]] ^= 1;
    seal (bytes, len);
    slots = uke_key_slots_read (bytes, len, NULL);
    g_assert_nonnull (slots);
    g_assert_null (uke_key_slots_open (slots, UKE_KEY_SLOT_RECOVERY, code, NULL));
  }
}

/* Any flipped bit and any shortened file is noticed. */
static void
test_damage (void)
{
  g_autoptr (GBytes) golden = read_golden ();
  size_t len = g_bytes_get_size (golden);

  for (size_t bit = 0; bit < len * 8; bit++) {
    g_autofree uint8_t *bytes = g_memdup2 (g_bytes_get_data (golden, NULL), len);
    g_autoptr (GError) error = NULL;

    bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    g_assert_null (uke_key_slots_read (bytes, len, &error));
    g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_DAMAGED_SLOTS);
  }
  for (size_t n = 0; n < len; n++) {
    g_autofree uint8_t *bytes = g_memdup2 (g_bytes_get_data (golden, NULL), n + 1);

    g_assert_null (uke_key_slots_read (bytes, n, NULL));
  }
}

/* Lengths that lie are refused, whatever the checksum says: 200,000 random changes do no harm. */
static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GBytes) golden = read_golden ();
  size_t len = g_bytes_get_size (golden);
  g_autofree uint8_t *bytes = g_malloc (len);
  g_autoptr (UkeSecret) code = count_up (20, 0);
  g_autoptr (UkeSecret) expected = count_up (UKE_DATA_KEY_BYTES, 0x40);

  for (int i = 0; i < 200000; i++) {
    size_t n = i % 4 == 0 ? (size_t)g_rand_int_range (rand, 64, (int)len + 1) : len;
    g_autoptr (UkeKeySlots) slots = NULL;

    memcpy (bytes, g_bytes_get_data (golden, NULL), len);
    for (int flips = g_rand_int_range (rand, 1, 6); flips > 0; flips--)
      bytes[g_rand_int_range (rand, 8, (int)n)] = (uint8_t)g_rand_int_range (rand, 0, 256);
    seal (bytes, n);
    slots = uke_key_slots_read (bytes, n, NULL);
    if (slots != NULL && i % 64 == 0) {
      g_autoptr (UkeSecret) key = uke_key_slots_open (slots, UKE_KEY_SLOT_RECOVERY, code, NULL);

      g_assert_true (key == NULL || uke_secret_equal (key, expected));
    }
  }
}

/* A newer format is told from a damaged file. */
static void
test_newer (void)
{
  g_autoptr (GBytes) golden = read_golden ();
  size_t len = g_bytes_get_size (golden);
  g_autofree uint8_t *bytes = g_memdup2 (g_bytes_get_data (golden, NULL), len);
  g_autoptr (GError) error = NULL;

  bytes[9] = 2;
  seal (bytes, len);
  g_assert_null (uke_key_slots_read (bytes, len, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_NEWER_SLOTS);
}

/* A kind of slot that this version does not know is carried along byte for byte. */
static void
test_unknown_type (void)
{
  g_autoptr (GBytes) golden = read_golden ();
  size_t len = g_bytes_get_size (golden);
  g_autofree uint8_t *bytes = g_memdup2 (g_bytes_get_data (golden, NULL), len);
  g_autoptr (UkeKeySlots) slots = NULL;
  g_autoptr (GBytes) written = NULL;

  bytes[35] = 77;
  seal (bytes, len);
  slots = uke_key_slots_read (bytes, len, NULL);
  g_assert_nonnull (slots);
  written = uke_key_slots_write (slots);
  g_assert_cmpmem ((const uint8_t *)g_bytes_get_data (written, NULL) + 32, len - 64, bytes + 32,
                   len - 64);
}

/* Both files are written, for their owner alone, and nothing else is left in the directory. */
static void
test_save (Fixture *f, const void *data)
{
  g_autoptr (UkeKeySlots) slots = make_golden ();
  g_autoptr (UkeKeySlots) back = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  UkeKeySlotsCondition condition = UKE_KEY_SLOTS_FROM_COPY;
  struct stat info;
  int n_files = 0;

  g_assert_true (uke_key_slots_save_sync (slots, f->path, f->copy_path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  back = uke_key_slots_load_sync (f->path, f->copy_path, &condition, &error);
  g_assert_no_error (error);
  g_assert_cmpint (condition, ==, UKE_KEY_SLOTS_GOOD);
  g_assert_cmpuint (uke_key_slots_get_n (back), ==, 2);
  dir = g_dir_open (f->dir, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpint (n_files, ==, 2);
}

/* The copy serves when the file is damaged or gone, and that is said. */
static void
test_copy (Fixture *f, const void *data)
{
  g_autoptr (UkeKeySlots) slots = make_golden ();
  UkeKeySlotsCondition condition;

  g_assert_true (uke_key_slots_save_sync (slots, f->path, f->copy_path, NULL));
  for (int i = 0; i < 2; i++) {
    g_autoptr (UkeKeySlots) back = NULL;

    if (i == 0)
      g_assert_true (g_file_set_contents (f->path, "UKESLOTS torn", -1, NULL));
    else
      g_assert_cmpint (g_unlink (f->path), ==, 0);
    back = uke_key_slots_load_sync (f->path, f->copy_path, &condition, NULL);
    g_assert_nonnull (back);
    g_assert_cmpint (condition, ==, UKE_KEY_SLOTS_FROM_COPY);
  }
}

/* After a power cut between the two writings the newer one counts. */
static void
test_torn_between (Fixture *f, const void *data)
{
  g_autoptr (UkeKeySlots) slots = make_golden ();
  g_autoptr (UkeKeySlots) back = NULL;
  g_autoptr (GBytes) newer = NULL;
  UkeKeySlotsCondition condition;
  UkeId device_id = fill_id (0xd1);

  g_assert_true (uke_key_slots_save_sync (slots, f->path, f->copy_path, NULL));
  uke_key_slots_remove (slots, &device_id);
  newer = uke_key_slots_write (slots);
  g_assert_true (g_file_set_contents (f->path, g_bytes_get_data (newer, NULL),
                                      (gssize)g_bytes_get_size (newer), NULL));
  back = uke_key_slots_load_sync (f->path, f->copy_path, &condition, NULL);
  g_assert_cmpuint (uke_key_slots_get_n (back), ==, 1);
  g_assert_cmpint (condition, ==, UKE_KEY_SLOTS_COPY_STALE);
}

/* No file, two damaged files, a link and a device are told apart from a slot file. */
static void
test_nothing_to_read (Fixture *f, const void *data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_key_slots_load_sync (f->path, f->copy_path, NULL, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_cmpint (symlink ("/dev/zero", f->path), ==, 0);
  g_assert_true (g_file_set_contents (f->copy_path, "", 0, NULL));
  g_assert_null (uke_key_slots_load_sync (f->path, f->copy_path, NULL, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_DAMAGED_SLOTS);
}

/* There is room for a fixed number of slots and no more. */
static void
test_full (void)
{
  g_autoptr (UkeKeySlots) slots = uke_key_slots_new (&UKE_ID_NONE);
  g_autoptr (UkeSecret) key = uke_secret_new_random (UKE_DATA_KEY_BYTES);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = NULL;

  for (unsigned i = 0; i < UKE_KEY_SLOTS_MAX; i++) {
    UkeId id = fill_id (i + 1);

    g_assert_true (uke_key_slots_add (slots, UKE_KEY_SLOT_DEVICE, &id, 0, key, key, NULL));
  }
  g_assert_false (
      uke_key_slots_add (slots, UKE_KEY_SLOT_DEVICE, &UKE_ID_NONE, 0, key, key, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE);
  written = uke_key_slots_write (slots);
  g_assert_cmpuint (g_bytes_get_size (written), <, UKE_KEY_SLOTS_MAX_FILE_BYTES);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/vault/key-slots/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/key-slots/golden", test_golden);
  g_test_add_func ("/vault/key-slots/open", test_open);
  g_test_add_func ("/vault/key-slots/bound", test_bound);
  g_test_add_func ("/vault/key-slots/damage", test_damage);
  g_test_add_func ("/vault/key-slots/hostile", test_hostile);
  g_test_add_func ("/vault/key-slots/newer", test_newer);
  g_test_add_func ("/vault/key-slots/unknown-type", test_unknown_type);
  g_test_add_func ("/vault/key-slots/full", test_full);
  ADD ("save", test_save);
  ADD ("copy", test_copy);
  ADD ("torn-between", test_torn_between);
  ADD ("nothing-to-read", test_nothing_to_read);
  return g_test_run ();
}
