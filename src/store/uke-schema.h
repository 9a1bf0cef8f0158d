/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/** UKE_SCHEMA_APPLICATION_ID: what SQLite's application id of our files is: "UKE1". */
#define UKE_SCHEMA_APPLICATION_ID 0x554b4531

/** UKE_QUERY: the resource path of one of the store's queries. */
#define UKE_QUERY(name) "/org/uketsuke/Uketsuke/store/queries/" name

/** UKE_QUERIES: the resource folder of the store's queries. */
#define UKE_QUERIES "/org/uketsuke/Uketsuke/store/queries"

gboolean
uke_schema_migrate (UkeDb *db, const uint8_t *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
