/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "server/ukes-error.h"

G_BEGIN_DECLS

/**
 * UkesConfig:
 * @dir: the server's folder, absolute
 * @runtime: (nullable): where sockets and the proxy's files lie; NULL: "run" in @dir
 * @hosts: host names and addresses by which desks reach the server; the first is its name
 * @listen: where the proxy listens for desks, "ADDRESS:PORT"
 * @enrol_listen: for desks that join
 * @pages_listen: (nullable): for patients' pages and webhooks
 * @database: (nullable): "postgresql://…"; NULL: the encrypted file in @dir
 * @schema: the tenant's schema in @database
 * @backup_dir: (nullable): where backups go; NULL: "backups" in @dir
 * @backup_hours: how old the last backup may become before another is made; 0: none is by itself
 * @backup_keep: how many of those that it made by itself stay
 * @spread_s: over how many seconds desks come back after the server ended
 * @sets_per_minute: how many change-sets of one device are taken a minute
 * @sets_at_once: and how many at once, after it had sent none for long
 * @database_id: which database the key slots belong to
 *
 * What `server.ini` in the server's folder says. No secret is in it. Plain memory.
 */
typedef struct {
  char *dir;
  char *runtime;
  char **hosts;
  char *listen;
  char *enrol_listen;
  char *pages_listen;
  char *database;
  char *schema;
  char *backup_dir;
  unsigned backup_hours, backup_keep;
  unsigned spread_s;
  unsigned sets_per_minute, sets_at_once;
  UkeId database_id;
} UkesConfig;

#define UKES_DEFAULT_SCHEMA "uketsuke"
#define UKES_DEFAULT_BACKUP_HOURS 24
#define UKES_DEFAULT_BACKUP_KEEP 14
#define UKES_DEFAULT_SPREAD_S 5
#define UKES_DEFAULT_SETS_PER_MINUTE 300
#define UKES_DEFAULT_SETS_AT_ONCE 6000
#define UKES_DEFAULT_LISTEN "0.0.0.0:8443"
#define UKES_DEFAULT_ENROL_LISTEN "0.0.0.0:8444"

UkesConfig *ukes_config_new (const char *dir);
UkesConfig *ukes_config_load (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_config_free (UkesConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesConfig, ukes_config_free)

gboolean ukes_config_check (const UkesConfig *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_config_check_database (const char *database,
                                     const char *schema,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_config_set_database (UkesConfig *self,
                                   const char *database,
                                   const char *schema,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_config_settle_ports (UkesConfig *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *ukes_config_write (const UkesConfig *self);
char *ukes_config_get_path (const UkesConfig *self, const char *name);
char *ukes_config_get_runtime_path (const UkesConfig *self, const char *name);
gboolean ukes_config_read_listen (const char *listen,
                                  char **out_address,
                                  uint16_t *out_port,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
