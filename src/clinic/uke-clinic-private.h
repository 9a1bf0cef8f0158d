/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-error.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-record-list-private.h"
#include "clinic/uke-replica-base-private.h"
#include "db/uke-db-pool.h"
#include "store/uke-search-index.h"

G_BEGIN_DECLS

/** UKE_CLINIC_N_LISTS: staff, resources, menus, properties, working hours, closures. */
#define UKE_CLINIC_N_LISTS 6

typedef enum {
  UKE_CLINIC_LIST_STAFF,
  UKE_CLINIC_LIST_RESOURCES,
  UKE_CLINIC_LIST_MENUS,
  UKE_CLINIC_LIST_PROPERTIES,
  UKE_CLINIC_LIST_WORKING_HOURS,
  UKE_CLINIC_LIST_CLOSURES,
} UkeClinicList;

/** UkeSearchFill: the search memory on its way from a reader's thread. */
typedef struct _UkeSearchFill UkeSearchFill;

struct _UkeClinic {
  GObject parent_instance;
  char *data_dir;        /* (owned) */
  char *device;          /* (owned): as the audit names this desk */
  UkeClock *clock;       /* (owned) */
  UkeZone *zone;         /* (owned) */
  char *database_uri;    /* (owned) (nullable): PostgreSQL instead of a file in data_dir */
  char *database_schema; /* (owned) (nullable) */
  UkeDbPool *pool;       /* (owned) (nullable): from opening to closing */
  UkeSecret *key;        /* (owned) (nullable): from opening to closing, for copies */
  UkeId database_id;
  UkeReplicaBase *base; /* (owned) (nullable): another base on its way from the server */
  gboolean is_open;
  gboolean was_open; /* before another base began to take the place of this one */
  UkeRecordList *lists[UKE_CLINIC_N_LISTS]; /* (owned) */
  UkeRecord *place;                         /* (owned) (nullable) */
  UkeId clinic_id;
  UkeHolds *holds; /* (owned) */
  gboolean is_server_reached;
  GHashTable *desk_names; /* (owned) (nullable): of desks by their numbers */
  UkeSitting *sitting;    /* (owned) (nullable) */
  UkeSearchIndex *search; /* (owned) (nullable): reach it by uke_clinic_get_search() */
  UkeSearchFill *fill;    /* (owned) (nullable): while the search memory is being filled */
  GArray *undo;           /* (owned) (element-type UkeId): oldest first */
};

gboolean uke_clinic_check_open (UkeClinic *self, GTask *task);
void uke_clinic_opening (UkeClinic *self);
void uke_clinic_start_fill (UkeClinic *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean uke_clinic_start_fill_finish (UkeClinic *self, GAsyncResult *result, GError **error);
void uke_clinic_drop_fill (UkeClinic *self);
UkeSearchIndex *uke_clinic_get_search (UkeClinic *self);
void uke_clinic_follow (UkeClinic *self, UkeChanges *changes);
void uke_clinic_follow_search (UkeClinic *self, GPtrArray *changes);
void uke_clinic_swap_async (UkeClinic *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean uke_clinic_swap_finish (UkeClinic *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_clinic_push_undo (UkeClinic *self, const UkeReceipt *receipt);
const UkeEntity *uke_clinic_list_entity (UkeClinicList list);
GPtrArray *uke_clinic_snapshot (UkeClinic *self, UkeClinicList list);

/*
 * A query: `work` runs on a reader thread with `data`; its result is what the task returns.
 */
void uke_clinic_query (UkeClinic *self,
                       gpointer tag,
                       UkeDbWork work,
                       gpointer data,
                       GDestroyNotify data_free,
                       GDestroyNotify result_free,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
void uke_clinic_translate_error (GError **error);
gpointer uke_clinic_query_finish (UkeClinic *self, GAsyncResult *result, GError **error);

G_END_DECLS
