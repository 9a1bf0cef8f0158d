/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeTestSession:
 *
 * A desktop session of its own in a temporary folder: a real message bus that starts nothing by
 * itself and a real gnome-keyring-daemon on it, both gone with the test. Making one points
 * `DBUS_SESSION_BUS_ADDRESS` and the XDG folders of this process to it, so it is made before
 * anything else looks at them.
 */
typedef struct _UkeTestSession UkeTestSession;

/**
 * UkeTestBus:
 * @UKE_TEST_BUS_PLAIN: everybody may talk to everybody
 * @UKE_TEST_BUS_DENIES_SECRETS: nobody may call the secret service
 */
typedef enum {
  UKE_TEST_BUS_PLAIN,
  UKE_TEST_BUS_DENIES_SECRETS,
} UkeTestBus;

gboolean uke_test_session_is_possible (void);
UkeTestSession *uke_test_session_new (void);
void uke_test_session_free (UkeTestSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestSession, uke_test_session_free)

const char *uke_test_session_get_root (UkeTestSession *session);
char *uke_test_session_get_data_dir (UkeTestSession *session);

void uke_test_session_start_bus (UkeTestSession *session, UkeTestBus kind);
void uke_test_session_stop_bus (UkeTestSession *session);
void uke_test_session_start_keyring (UkeTestSession *session, const char *password);
void uke_test_session_stop_keyring (UkeTestSession *session);
void uke_test_session_freeze_keyring (UkeTestSession *session);
void uke_test_session_forget_keyring (UkeTestSession *session);
void uke_test_session_add_item (UkeTestSession *session,
                                const char *database,
                                const char *device,
                                const char *text);

char *uke_test_session_hash_folder (const char *path);

G_END_DECLS
