/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-clinic-store.h"

/*
 * Invariants:
 *
 * 1. Nothing writes a clinic table except through a command; a command is one transaction.
 * 2. Everything here lives on the main context. The store's threads get copies or immutable things
 *    and never this object.
 * 3. `changed` is emitted after the lists and the search memory have followed the commit, so that
 *    whoever hears it reads what is true.
 */

enum { SIGNAL_CHANGED, SIGNAL_SITTING_CHANGED, SIGNAL_OPENING, N_SIGNALS };

static unsigned signals[N_SIGNALS];

static const struct {
  const UkeEntity *entity;
  int sort_field;
} LISTS[UKE_CLINIC_N_LISTS] = {
  [UKE_CLINIC_LIST_STAFF] = { &UKE_ENTITY_STAFF, UKE_STAFF_SORT_ORDER },
  [UKE_CLINIC_LIST_RESOURCES] = { &UKE_ENTITY_RESOURCE, UKE_RESOURCE_SORT_ORDER },
  [UKE_CLINIC_LIST_MENUS] = { &UKE_ENTITY_MENU, UKE_MENU_SORT_ORDER },
  [UKE_CLINIC_LIST_PROPERTIES] = { &UKE_ENTITY_PROPERTY, UKE_PROPERTY_SORT_ORDER },
  [UKE_CLINIC_LIST_WORKING_HOURS] = { &UKE_ENTITY_WORKING_HOURS, UKE_WORKING_HOURS_START_MIN },
  [UKE_CLINIC_LIST_CLOSURES] = { &UKE_ENTITY_CLOSURE, -1 },
};

G_DEFINE_FINAL_TYPE (UkeClinic, uke_clinic, G_TYPE_OBJECT)

static void
uke_clinic_dispose (GObject *object)
{
  UkeClinic *self = UKE_CLINIC (object);

  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++)
    g_clear_object (&self->lists[i]);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->base, uke_replica_base_free);
  g_clear_pointer (&self->key, uke_secret_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->holds);
  g_clear_pointer (&self->desk_names, g_hash_table_unref);
  g_clear_object (&self->place);
  g_clear_pointer (&self->zone, uke_zone_unref);
  g_clear_pointer (&self->sitting, uke_sitting_free);
  uke_clinic_drop_fill (self);
  g_clear_pointer (&self->search, uke_search_index_free);
  g_clear_pointer (&self->undo, g_array_unref);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->database_uri, g_free);
  g_clear_pointer (&self->database_schema, g_free);
  G_OBJECT_CLASS (uke_clinic_parent_class)->dispose (object);
}

static void
uke_clinic_class_init (UkeClinicClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_clinic_dispose;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", UKE_TYPE_CLINIC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, UKE_TYPE_CHANGES | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_SITTING_CHANGED] = g_signal_new (
      "sitting-changed", UKE_TYPE_CLINIC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENING] = g_signal_new ("opening", UKE_TYPE_CLINIC, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_clinic_init (UkeClinic *self)
{
  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++)
    self->lists[i] = uke_record_list_new (LISTS[i].entity, LISTS[i].sort_field);
  self->undo = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->device = g_strdup ("desk");
}

/**
 * uke_clinic_new:
 * @data_dir: the clinic's data directory
 * @clock: where every time comes from
 *
 * Returns: (transfer full): a clinic that is not open yet
 * Errors: none
 * Thread: main
 */
UkeClinic *
uke_clinic_new (const char *data_dir, UkeClock *clock)
{
  UkeClinic *self = NULL;

  g_return_val_if_fail (data_dir != NULL && UKE_IS_CLOCK (clock), NULL);

  self = g_object_new (UKE_TYPE_CLINIC, NULL);
  self->data_dir = g_strdup (data_dir);
  self->clock = g_object_ref (clock);
  self->holds = uke_holds_new (clock);
  return self;
}

/**
 * uke_clinic_set_device:
 * @self: a clinic
 * @device: "desk", "ctl"
 *
 * Says how the audit names this desk or program. Call it before anybody sits down.
 *
 * Errors: none
 * Thread: main
 * Source: decision 28
 */
void
uke_clinic_set_device (UkeClinic *self, const char *device)
{
  g_return_if_fail (UKE_IS_CLINIC (self) && device != NULL);

  g_free (self->device);
  self->device = g_strdup (device);
}

/**
 * uke_clinic_set_database:
 * @self: a clinic that has not been opened
 * @uri: where a PostgreSQL database is, see #UkeDbConfig
 * @schema: which schema of it is this tenant's
 *
 * Puts the clinic's records there instead of into a file of the data directory. The program has
 * called uke_db_postgresql_register(). The key is not needed then: encryption at rest is the
 * affair of whoever runs the database server.
 *
 * Errors: none
 * Thread: main
 * Source: architecture.md 4
 */
void
uke_clinic_set_database (UkeClinic *self, const char *uri, const char *schema)
{
  g_return_if_fail (UKE_IS_CLINIC (self) && uri != NULL && schema != NULL);
  g_return_if_fail (self->pool == NULL);

  g_free (self->database_uri);
  g_free (self->database_schema);
  self->database_uri = g_strdup (uri);
  self->database_schema = g_strdup (schema);
}

/**
 * uke_clinic_check_open:
 * @self: a clinic
 * @task: the task to fail
 *
 * Returns: whether the clinic is open; when not, @task has returned NOT_OPEN
 * Errors: none
 * Thread: main
 */
gboolean
uke_clinic_check_open (UkeClinic *self, GTask *task)
{
  if (self->is_open)
    return TRUE;
  g_task_return_error (task, uke_clinic_error_new (UKE_CLINIC_ERROR_NOT_OPEN, NULL));
  return FALSE;
}

/**
 * uke_clinic_opening:
 * @self: a clinic whose small tables are in memory
 *
 * Signals that queries and commands work, while the search memory is still being filled.
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_opening (UkeClinic *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENING], 0);
}

/**
 * uke_clinic_follow:
 * @self: a clinic
 * @changes: what a commit changed
 *
 * Lets everything in memory follow a commit, then signals it once (invariant 3).
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_follow (UkeClinic *self, UkeChanges *changes)
{
  const UkeChange *place = NULL;

  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++)
    uke_record_list_apply (self->lists[i], changes);
  place = uke_changes_find (changes, &UKE_ENTITY_CLINIC, &self->clinic_id);
  if (place != NULL && place->after != NULL)
    g_set_object (&self->place, place->after);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changes);
}

/**
 * uke_clinic_list_entity:
 * @list: one of the small tables
 *
 * Returns: (transfer none): whose records it holds
 * Errors: none
 * Thread: any
 */
const UkeEntity *
uke_clinic_list_entity (UkeClinicList list)
{
  return LISTS[list].entity;
}

/**
 * uke_clinic_snapshot:
 * @self: a clinic
 * @list: one of the small tables
 *
 * Returns: (transfer full) (element-type UkeRecord): its records now, for a query's thread
 * Errors: none
 * Thread: main
 */
GPtrArray *
uke_clinic_snapshot (UkeClinic *self, UkeClinicList list)
{
  GListModel *model = G_LIST_MODEL (self->lists[list]);
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (records, g_list_model_get_item (model, i));
  return records;
}

/**
 * uke_clinic_get_pool:
 * @self: an open clinic
 *
 * Returns: (transfer none): its store's threads
 * Thread: main
 */
UkeDbPool *
uke_clinic_get_pool (UkeClinic *self)
{
  return self->pool;
}

/**
 * uke_clinic_is_open:
 * @self: a clinic
 *
 * Returns: whether queries and commands work
 * Errors: none
 * Thread: main
 */
gboolean
uke_clinic_is_open (UkeClinic *self)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), FALSE);

  return self->is_open;
}

/**
 * uke_clinic_get_data_dir:
 * @self: a clinic
 *
 * Returns: (transfer none): the data directory
 * Errors: none
 * Thread: main
 */
const char *
uke_clinic_get_data_dir (UkeClinic *self)
{
  return self->data_dir;
}

/**
 * uke_clinic_get_clock:
 * @self: a clinic
 *
 * Returns: (transfer none): where every time comes from
 * Errors: none
 * Thread: main
 */
UkeClock *
uke_clinic_get_clock (UkeClinic *self)
{
  return self->clock;
}

/**
 * uke_clinic_get_zone:
 * @self: a clinic
 *
 * Returns: (transfer none) (nullable): the zone of the place; NULL before it is open
 * Errors: none
 * Thread: main
 */
UkeZone *
uke_clinic_get_zone (UkeClinic *self)
{
  return self->zone;
}

/**
 * uke_clinic_get_clinic_id:
 * @self: a clinic
 *
 * Returns: (transfer none): the place this desk works for, none before it is open
 * Errors: none
 * Thread: main
 */
const UkeId *
uke_clinic_get_clinic_id (UkeClinic *self)
{
  return &self->clinic_id;
}

/**
 * uke_clinic_get_staff:
 * @self: a clinic
 *
 * Returns: (transfer none): everybody who works here, also who left, in sort order
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_staff (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_STAFF]);
}

/**
 * uke_clinic_get_resources:
 * @self: a clinic
 *
 * Returns: (transfer none): everything that can be booked, in sort order
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_resources (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_RESOURCES]);
}

/**
 * uke_clinic_get_menus:
 * @self: a clinic
 *
 * Returns: (transfer none): the treatment menus, in sort order
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_menus (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_MENUS]);
}

/**
 * uke_clinic_get_properties:
 * @self: a clinic
 *
 * Returns: (transfer none): the clinic's own patient fields, in sort order
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_properties (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_PROPERTIES]);
}

/**
 * uke_clinic_get_working_hours:
 * @self: a clinic
 *
 * Returns: (transfer none): the weekly patterns of all resources
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_working_hours (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_WORKING_HOURS]);
}

/**
 * uke_clinic_get_closures:
 * @self: a clinic
 *
 * Returns: (transfer none): closing days and absences
 * Errors: none
 * Thread: main
 */
GListModel *
uke_clinic_get_closures (UkeClinic *self)
{
  return G_LIST_MODEL (self->lists[UKE_CLINIC_LIST_CLOSURES]);
}

/**
 * uke_clinic_lookup:
 * @self: a clinic
 * @entity: one of the small tables
 * @id: a record of it
 *
 * Returns: (transfer none) (nullable): the record as it is in memory
 * Errors: none
 * Thread: main
 */
UkeRecord *
uke_clinic_lookup (UkeClinic *self, const UkeEntity *entity, const UkeId *id)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), NULL);

  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++) {
    if (LISTS[i].entity == entity)
      return uke_record_list_lookup (self->lists[i], id);
  }
  return NULL;
}

/**
 * uke_clinic_get_place:
 * @self: a clinic
 *
 * Returns: (transfer none) (nullable): the clinic's own row
 * Errors: none
 * Thread: main
 */
UkeRecord *
uke_clinic_get_place (UkeClinic *self)
{
  return self->place;
}

/**
 * uke_clinic_get_holds:
 * @self: a clinic
 *
 * Returns: (transfer none): times that the server keeps for desks; of a clinic by itself, none
 * Errors: none
 * Thread: main
 */
UkeHolds *
uke_clinic_get_holds (UkeClinic *self)
{
  return self->holds;
}

/**
 * uke_clinic_set_server_reached:
 * @self: a clinic
 * @is_reached: whether its server answers now
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_set_server_reached (UkeClinic *self, gboolean is_reached)
{
  self->is_server_reached = is_reached;
}

/**
 * uke_clinic_sit_down:
 * @self: an open clinic
 * @staff_id: who sits down at the desk; none: whoever sat there got up
 *
 * Begins a new sitting, with an empty Ctrl+Z stack. Nothing happens when the same person sits
 * there already, or when the person is unknown or no longer works here.
 *
 * Errors: none
 * Thread: main
 * Source: decision 14
 */
void
uke_clinic_sit_down (UkeClinic *self, const UkeId *staff_id)
{
  UkeRecord *staff = NULL;

  g_return_if_fail (UKE_IS_CLINIC (self) && staff_id != NULL);

  if (self->sitting != NULL && uke_id_equal (&self->sitting->staff_id, staff_id))
    return;
  staff = uke_record_list_lookup (self->lists[UKE_CLINIC_LIST_STAFF], staff_id);
  if (!uke_id_is_none (staff_id)
      && (staff == NULL || !uke_record_get_bool (staff, UKE_STAFF_IS_ACTIVE)))
    return;
  g_clear_pointer (&self->sitting, uke_sitting_free);
  if (staff != NULL)
    self->sitting = uke_sitting_new (staff, self->device, uke_clock_now_us (self->clock));
  g_array_set_size (self->undo, 0);
  g_signal_emit (self, signals[SIGNAL_SITTING_CHANGED], 0);
}

/**
 * uke_clinic_get_sitting_staff:
 * @self: a clinic
 *
 * Returns: (transfer none) (nullable): who sits at the desk
 * Errors: none
 * Thread: main
 */
UkeRecord *
uke_clinic_get_sitting_staff (UkeClinic *self)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), NULL);

  if (self->sitting == NULL)
    return NULL;
  return uke_record_list_lookup (self->lists[UKE_CLINIC_LIST_STAFF], &self->sitting->staff_id);
}

/**
 * uke_clinic_may:
 * @self: a clinic
 * @action: something that a role may or may not do
 *
 * For hiding and explaining; the command checks again.
 *
 * Returns: whether who sits at the desk may do it, be it with a reason or a second person
 * Errors: none
 * Thread: main
 * Source: security.md 4.1
 */
gboolean
uke_clinic_may (UkeClinic *self, UkeAction action)
{
  UkeActionContext context = { 0 };

  g_return_val_if_fail (UKE_IS_CLINIC (self), FALSE);

  return self->sitting != NULL
         && uke_action_judge (action, self->sitting->role, &context) != UKE_JUDGEMENT_DENIED;
}

/**
 * uke_clinic_can_undo:
 * @self: a clinic
 *
 * Returns: whether the Ctrl+Z stack of this sitting holds something
 * Errors: none
 * Thread: main
 * Source: decision 14
 */
gboolean
uke_clinic_can_undo (UkeClinic *self)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), FALSE);

  return self->undo->len > 0;
}
