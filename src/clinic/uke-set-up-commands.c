/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-set-up-commands.h"

#include "clinic/uke-work.h"
#include "store/uke-rows.h"

/* What a command that saves or removes set-up rows was given. */
typedef struct {
  GPtrArray *drafts;  /* (owned) (element-type UkeDraft) */
  GPtrArray *removed; /* (owned) (element-type UkeRecord) */
} SetUp;

static SetUp *
set_up_new (void)
{
  SetUp *set_up = g_new0 (SetUp, 1);

  set_up->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  set_up->removed = g_ptr_array_new_with_free_func (g_object_unref);
  return set_up;
}

static void
set_up_free (gpointer data)
{
  SetUp *set_up = data;

  g_ptr_array_unref (set_up->drafts);
  g_ptr_array_unref (set_up->removed);
  g_free (set_up);
}

/* What there is to set up: as what a change of one kind goes into the log, who may make it, what a
 * row cannot do without, and what a new row always has, so that no form need know it. */
typedef struct {
  const UkeEntity *entity;
  UkeIntent intent;
  UkeAction action;
  int required[3]; /* fields, ended by -1 */
  int clinic_id;   /* field, or -1 */
  int is_active;   /* field, or -1 */
} Kind;

static const Kind KINDS[] = {
  { &UKE_ENTITY_CLINIC,
    UKE_INTENT_SET_UP_CLINIC,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_CLINIC_FIELD_NAME, UKE_CLINIC_FIELD_ZONE, -1 },
    -1,
    -1 },
  { &UKE_ENTITY_STAFF,
    UKE_INTENT_SET_UP_STAFF,
    UKE_ACTION_STAFF_MANAGE,
    { UKE_STAFF_FAMILY_NAME, UKE_STAFF_ROLE, -1 },
    -1,
    UKE_STAFF_IS_ACTIVE },
  { &UKE_ENTITY_RESOURCE,
    UKE_INTENT_SET_UP_RESOURCES,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_RESOURCE_KIND, UKE_RESOURCE_NAME, -1 },
    UKE_RESOURCE_CLINIC_ID,
    UKE_RESOURCE_IS_ACTIVE },
  { &UKE_ENTITY_MENU,
    UKE_INTENT_SET_UP_MENUS,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_MENU_NAME, UKE_MENU_LENGTH_MIN, -1 },
    UKE_MENU_CLINIC_ID,
    UKE_MENU_IS_ACTIVE },
  { &UKE_ENTITY_PROPERTY,
    UKE_INTENT_SET_UP_PROPERTIES,
    UKE_ACTION_SET_UP_PROPERTIES,
    { UKE_PROPERTY_NAME, UKE_PROPERTY_KIND, -1 },
    -1,
    UKE_PROPERTY_IS_ACTIVE },
  { &UKE_ENTITY_CALL_SCRIPT,
    UKE_INTENT_SET_UP_SCRIPTS,
    UKE_ACTION_SET_UP_SCRIPTS,
    { UKE_CALL_SCRIPT_NAME, UKE_CALL_SCRIPT_STEPS, -1 },
    -1,
    UKE_CALL_SCRIPT_IS_ACTIVE },
  { &UKE_ENTITY_CLOSURE,
    UKE_INTENT_SET_UP_CLOSURES,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_CLOSURE_KIND, UKE_CLOSURE_FROM_DATE, -1 },
    UKE_CLOSURE_CLINIC_ID,
    -1 },
  { &UKE_ENTITY_WORKING_HOURS,
    UKE_INTENT_SET_UP_HOURS,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_WORKING_HOURS_RESOURCE_ID, -1 },
    -1,
    -1 },
  { &UKE_ENTITY_SETTING,
    UKE_INTENT_SET_UP_SETTINGS,
    UKE_ACTION_SET_UP_CLINIC,
    { UKE_SETTING_KEY, UKE_SETTING_VALUE, -1 },
    -1,
    -1 },
};

/* Returns: (nullable): the kind, or NULL for what is not set up */
static const Kind *
find_kind (const UkeEntity *entity)
{
  for (size_t i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    if (KINDS[i].entity == entity)
      return &KINDS[i];
  }
  return NULL;
}

static gboolean
lacks (UkeDraft *draft, int field)
{
  return field >= 0 && uke_draft_get_value (draft, (unsigned)field)->kind == UKE_VALUE_NULL;
}

static gboolean
check_required (UkeDraft *draft, GError **error)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);
  const Kind *kind = find_kind (entity);

  if (kind == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, -1, uke_draft_get_id (draft));
  for (const int *field = kind->required; *field >= 0; field++) {
    if (lacks (draft, *field))
      return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, entity, *field,
                            uke_draft_get_id (draft));
  }
  return TRUE;
}

static gboolean
check_span (UkeDraft *draft, unsigned from, unsigned to, GError **error)
{
  int64_t start = uke_draft_get_int (draft, from), end = uke_draft_get_int (draft, to);

  if (start >= 0 && start < end && end <= 24 * 60)
    return TRUE;
  return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, uke_draft_get_entity (draft), (int)to,
                        uke_draft_get_id (draft));
}

static gboolean
check_ranges (UkeDraft *draft, GError **error)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);

  if (entity == &UKE_ENTITY_WORKING_HOURS)
    return check_span (draft, UKE_WORKING_HOURS_START_MIN, UKE_WORKING_HOURS_END_MIN, error);
  if (entity == &UKE_ENTITY_CLOSURE) {
    if (uke_draft_get_value (draft, UKE_CLOSURE_START_MIN)->kind != UKE_VALUE_NULL
        && !check_span (draft, UKE_CLOSURE_START_MIN, UKE_CLOSURE_END_MIN, error))
      return FALSE;
    if (uke_draft_get_value (draft, UKE_CLOSURE_TO_DATE)->kind != UKE_VALUE_NULL
        && uke_draft_get_date (draft, UKE_CLOSURE_TO_DATE)
               < uke_draft_get_date (draft, UKE_CLOSURE_FROM_DATE))
      return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, UKE_CLOSURE_TO_DATE,
                            uke_draft_get_id (draft));
  }
  if (entity == &UKE_ENTITY_MENU) {
    int64_t length = uke_draft_get_int (draft, UKE_MENU_LENGTH_MIN);

    if (length < 5 || length > 24 * 60 || length % 5 != 0)
      return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, UKE_MENU_LENGTH_MIN,
                            uke_draft_get_id (draft));
  }
  return TRUE;
}

static void
fill_in (UkeWork *work, UkeDraft *draft)
{
  const Kind *kind = find_kind (uke_draft_get_entity (draft));

  if (kind == NULL || !uke_draft_is_new (draft))
    return;
  if (lacks (draft, kind->clinic_id))
    uke_draft_set_id (draft, (unsigned)kind->clinic_id, uke_work_get_clinic_id (work));
  if (lacks (draft, kind->is_active))
    uke_draft_set_int (draft, (unsigned)kind->is_active, TRUE);
  if (kind->entity == &UKE_ENTITY_RESOURCE && uke_draft_get_int (draft, UKE_RESOURCE_CAPACITY) < 1)
    uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, 1);
}

static gboolean
is_active_director (const UkeId *id, const char *role, int64_t is_active, const UkeId *but)
{
  return is_active != 0 && uke_role_from_code (role) == UKE_ROLE_DIRECTOR
         && !uke_id_equal (id, but);
}

/* Whether somebody else is a director, as they are now or as this command leaves them. */
static gboolean
has_other_director (UkeWork *work, const UkeId *staff_id, gboolean *out_has, GError **error)
{
  g_autoptr (GPtrArray) all = uke_rows_list (uke_work_get_db (work), &UKE_ENTITY_STAFF, error);

  *out_has = FALSE;
  for (unsigned i = 0; all != NULL && i < all->len; i++) {
    UkeRecord *one = all->pdata[i];
    UkeDraft *put = uke_work_find_put (work, uke_record_get_id (one));
    gboolean is_one
        = put != NULL
              ? is_active_director (uke_record_get_id (one),
                                    uke_draft_get_text (put, UKE_STAFF_ROLE),
                                    uke_draft_get_int (put, UKE_STAFF_IS_ACTIVE), staff_id)
              : is_active_director (uke_record_get_id (one),
                                    uke_record_get_code (one, UKE_STAFF_ROLE),
                                    uke_record_get_bool (one, UKE_STAFF_IS_ACTIVE), staff_id);

    *out_has = *out_has || is_one;
  }
  return all != NULL;
}

/* Who may change whom; that a director is always left, and that nobody takes the desk from
 * themselves. */
static gboolean
check_staff (UkeWork *work, UkeDraft *draft, GError **error)
{
  UkeRecord *base = uke_draft_get_base (draft);
  gboolean was_director
      = base != NULL
        && is_active_director (uke_record_get_id (base), uke_record_get_code (base, UKE_STAFF_ROLE),
                               uke_record_get_bool (base, UKE_STAFF_IS_ACTIVE), &UKE_ID_NONE);
  gboolean is_active = uke_draft_get_int (draft, UKE_STAFF_IS_ACTIVE) != 0;
  gboolean is_director
      = is_active_director (uke_draft_get_id (draft), uke_draft_get_text (draft, UKE_STAFF_ROLE),
                            is_active, &UKE_ID_NONE);
  UkeActionContext context = {
    .is_about_self = uke_id_equal (uke_draft_get_id (draft), uke_work_get_staff_id (work)),
    .is_about_a_director = was_director || is_director,
  };
  gboolean has_other = TRUE;

  if (!uke_work_check_action_in (work, UKE_ACTION_STAFF_MANAGE, &context, error))
    return FALSE;
  if (was_director && !is_director
      && !has_other_director (work, uke_draft_get_id (draft), &has_other, error))
    return FALSE;
  if (!has_other || (context.is_about_self && ((was_director && !is_director) || !is_active)))
    return uke_work_fail (error, UKE_CLINIC_ERROR_STATE, &UKE_ENTITY_STAFF,
                          is_active ? UKE_STAFF_ROLE : UKE_STAFF_IS_ACTIVE,
                          uke_draft_get_id (draft));
  return TRUE;
}

static gboolean
perform_set_up (UkeWork *work, gpointer data, GError **error)
{
  SetUp *set_up = data;
  UkeId subject = UKE_ID_NONE;

  for (unsigned i = 0; i < set_up->drafts->len; i++) {
    UkeDraft *draft = set_up->drafts->pdata[i];

    fill_in (work, draft);
    if (!check_required (draft, error) || !check_ranges (draft, error)
        || !uke_work_check_draft (work, draft, error) || !uke_work_check_seen (work, draft, error))
      return FALSE;
    if (uke_draft_get_entity (draft) == &UKE_ENTITY_STAFF && !check_staff (work, draft, error))
      return FALSE;
    if (i == 0)
      subject = *uke_draft_get_id (draft);
    uke_work_put (work, uke_draft_copy (draft));
  }
  for (unsigned i = 0; i < set_up->removed->len; i++)
    uke_work_remove (work, set_up->removed->pdata[i]);
  uke_work_set_subject (work, &subject, &UKE_ID_NONE);
  return TRUE;
}

/* As what @entity goes into the log, by whoever may change one. */
static UkeCommand *
new_command (const UkeEntity *entity, SetUp *set_up)
{
  const Kind *kind = find_kind (entity);

  g_assert (kind != NULL);
  return uke_command_new (kind->intent, kind->action, perform_set_up, set_up, set_up_free);
}

/**
 * uke_command_set_up:
 * @draft: (transfer full): the clinic, a member of staff, a resource, a menu, one of the clinic's
 * own patient fields, a call script or a closure, new or changed
 *
 * Makes or changes one record of the set-up; its kind says who may do so. A director is always
 * left: the last one stays, and nobody takes the directorship, or the right to sit here at all,
 * from themselves.
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, BAD_VALUE (the length of a menu is a multiple of 5 minutes), CONFLICT, DENIED,
 * STATE (about the directors)
 * Thread: any
 * Source: security.md 4.1
 */
UkeCommand *
uke_command_set_up (UkeDraft *draft)
{
  SetUp *set_up = set_up_new ();

  g_ptr_array_add (set_up->drafts, draft);
  return new_command (uke_draft_get_entity (draft), set_up);
}

/**
 * uke_command_save_order:
 * @drafts: (transfer full) (element-type UkeDraft): records of one kind, each with its new place in
 * the list; at least one
 *
 * Returns: (transfer full): the command
 * Errors: CONFLICT, DENIED
 * Thread: any
 */
UkeCommand *
uke_command_save_order (GPtrArray *drafts)
{
  SetUp *set_up = set_up_new ();

  g_assert (drafts->len > 0);
  for (unsigned i = 0; i < drafts->len; i++)
    g_ptr_array_add (set_up->drafts, uke_draft_copy (drafts->pdata[i]));
  g_ptr_array_unref (drafts);
  return new_command (uke_draft_get_entity (set_up->drafts->pdata[0]), set_up);
}

/**
 * uke_command_remove_closure:
 * @closure: (transfer none): the row as it was seen
 *
 * Returns: (transfer full): the command
 * Errors: CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_remove_closure (UkeRecord *closure)
{
  SetUp *set_up = set_up_new ();

  g_ptr_array_add (set_up->removed, g_object_ref (closure));
  return new_command (&UKE_ENTITY_CLOSURE, set_up);
}

/**
 * uke_command_set_working_hours:
 * @resource_id: whose weekly pattern
 * @rows: (transfer full) (element-type UkeDraft): stretches, new or changed
 * @removed: (transfer full) (nullable) (element-type UkeRecord): stretches to take away
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_set_working_hours (const UkeId *resource_id, GPtrArray *rows, GPtrArray *removed)
{
  SetUp *set_up = set_up_new ();

  for (unsigned i = 0; i < rows->len; i++) {
    UkeDraft *draft = uke_draft_copy (rows->pdata[i]);

    if (uke_draft_is_new (draft))
      uke_draft_set_id (draft, UKE_WORKING_HOURS_RESOURCE_ID, resource_id);
    g_ptr_array_add (set_up->drafts, draft);
  }
  for (unsigned i = 0; removed != NULL && i < removed->len; i++)
    g_ptr_array_add (set_up->removed, g_object_ref (removed->pdata[i]));
  g_ptr_array_unref (rows);
  if (removed != NULL)
    g_ptr_array_unref (removed);
  return new_command (&UKE_ENTITY_WORKING_HOURS, set_up);
}

/* A setting by key: its row's id is made from the key, so that two desks make the same row. */
typedef struct {
  char *key;
  char *value;
  gboolean is_note; /* says what happened: there is nothing to take back */
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->key);
  g_free (setting->value);
  g_free (setting);
}

static gboolean
perform_save_setting (UkeWork *work, gpointer data, GError **error)
{
  Setting *setting = data;
  UkeId id = uke_work_id_from_text ("setting", setting->key);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) current = uke_work_find (work, &UKE_ENTITY_SETTING, &id, &local);
  UkeDraft *draft = NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (current != NULL)
    draft = uke_draft_new_from (current);
  else
    draft = uke_draft_new_with_id (&UKE_ENTITY_SETTING, &id);
  if (current == NULL)
    uke_draft_set_text (draft, UKE_SETTING_KEY, setting->key);
  uke_draft_set_text (draft, UKE_SETTING_VALUE, setting->value);
  uke_work_put (work, draft);
  uke_work_set_subject (work, &id, &UKE_ID_NONE);
  if (setting->is_note)
    uke_work_set_cannot_undo (work);
  return TRUE;
}

static UkeCommand *
note (UkeAction action, const char *key, int64_t value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->key = g_strdup (key);
  setting->value = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  setting->is_note = TRUE;
  return uke_command_new (UKE_INTENT_SET_UP_SETTINGS, action, perform_save_setting, setting,
                          setting_free);
}

/**
 * uke_command_note_verification:
 * @at_us: when everything was checked
 * @is_good: whether all was in order
 *
 * Keeps when the data were checked last, and how that ended.
 *
 * Returns: (transfer full): the command; cannot be undone
 * Errors: DENIED
 * Thread: any
 */
UkeCommand *
uke_command_note_verification (int64_t at_us, gboolean is_good)
{
  return note (UKE_ACTION_DIAGNOSTICS_VIEW, UKE_SETTING_KEY_VERIFIED, is_good ? at_us : -at_us);
}

/**
 * uke_command_note_new_recovery_code:
 * @at_us: when it was asked for
 *
 * Asks leave for a new recovery code, and keeps who asked, who agreed, and why.
 *
 * Returns: (transfer full): the command; cannot be undone
 * Errors: DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON
 * Thread: any
 * Source: security.md 3.5, 4.1
 */
UkeCommand *
uke_command_note_new_recovery_code (int64_t at_us)
{
  return note (UKE_ACTION_SETTINGS_SECURITY, UKE_SETTING_KEY_RECOVERY_ASKED, at_us);
}

/**
 * uke_command_save_setting:
 * @key: the setting's key
 * @json_value: its value as JSON text
 *
 * Returns: (transfer full): the command
 * Errors: none of its own
 * Thread: any
 */
UkeCommand *
uke_command_save_setting (const char *key, const char *json_value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->key = g_strdup (key);
  setting->value = g_strdup (json_value);
  return uke_command_new (UKE_INTENT_SET_UP_SETTINGS, UKE_ACTION_SET_UP_CLINIC,
                          perform_save_setting, setting, setting_free);
}

/**
 * uke_command_set_up_clinic:
 * @drafts: (transfer full) (element-type UkeDraft): rows of any set-up entity
 *
 * Sets a clinic up in one go: staff, resources, hours, menus ... in the order in which they refer
 * to each other.
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, BAD_VALUE, CONFLICT, DENIED
 * Thread: any
 */
UkeCommand *
uke_command_set_up_clinic (GPtrArray *drafts)
{
  SetUp *set_up = set_up_new ();

  for (unsigned i = 0; i < drafts->len; i++)
    g_ptr_array_add (set_up->drafts, uke_draft_copy (drafts->pdata[i]));
  g_ptr_array_unref (drafts);
  return new_command (&UKE_ENTITY_CLINIC, set_up);
}
