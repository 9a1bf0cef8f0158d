/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "model/uke-codes.h"
#include "model/uke-entities.h"
#include "store/uke-authority-private.h"
#include "store/uke-rows.h"

/* The clinic's own set-up asks for its own permission under whatever intent it is changed. */
static UkeAction
get_action (const UkeEntity *entity)
{
  static const struct {
    const UkeEntity *entity;
    UkeAction action;
  } guarded[] = {
    { &UKE_ENTITY_STAFF, UKE_ACTION_STAFF_MANAGE },
    { &UKE_ENTITY_CLINIC, UKE_ACTION_SET_UP_CLINIC },
    { &UKE_ENTITY_RESOURCE, UKE_ACTION_SET_UP_CLINIC },
    { &UKE_ENTITY_WORKING_HOURS, UKE_ACTION_SET_UP_CLINIC },
    { &UKE_ENTITY_CLOSURE, UKE_ACTION_SET_UP_CLINIC },
    { &UKE_ENTITY_MENU, UKE_ACTION_SET_UP_CLINIC },
    { &UKE_ENTITY_PROPERTY, UKE_ACTION_SET_UP_PROPERTIES },
    { &UKE_ENTITY_CALL_SCRIPT, UKE_ACTION_SET_UP_SCRIPTS },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (guarded); i++)
    if (guarded[i].entity == entity)
      return guarded[i].action;
  return UKE_ACTION_NONE;
}

/* What one value of one field asks for under whatever intent it is written: the right to make one
 * patient of two does not come with the right to settle what two desks left open. */
static const struct {
  const UkeEntity *entity;
  unsigned field;
  const char *text; /* (nullable): this one; NULL: any value */
  UkeAction action;
} guarded_values[] = {
  { &UKE_ENTITY_PATIENT, UKE_PATIENT_MERGED_INTO_ID, NULL, UKE_ACTION_PATIENT_MERGE },
  { &UKE_ENTITY_DUPLICATE_REVIEW, UKE_DUPLICATE_REVIEW_DECISION, UKE_DUPLICATE_SAME,
    UKE_ACTION_PATIENT_MERGE },
};

static UkeAction
get_value_action (const UkeEntity *entity, const UkeOpField *field)
{
  for (size_t i = 0; i < G_N_ELEMENTS (guarded_values); i++)
    if (guarded_values[i].entity == entity && guarded_values[i].field == field->field
        && field->value.kind != UKE_VALUE_NULL
        && (guarded_values[i].text == NULL
            || (field->value.kind == UKE_VALUE_TEXT
                && g_str_equal (field->value.text, guarded_values[i].text))))
      return guarded_values[i].action;
  return UKE_ACTION_NONE;
}

static gboolean
may_write_values (const UkeChangeSet *set, const UkeOp *op, UkeRole role)
{
  const UkeOpField *fields = uke_change_set_get_fields (set, op);

  for (unsigned i = 0; i < op->n_fields; i++) {
    UkeAction action = get_value_action (op->entity, &fields[i]);

    if (action != UKE_ACTION_NONE && uke_action_judge (action, role, NULL) == UKE_JUDGEMENT_DENIED)
      return FALSE;
  }
  return TRUE;
}

static gboolean
makes_director (const UkeChangeSet *set, const UkeOp *op)
{
  const UkeOpField *fields = uke_change_set_get_fields (set, op);

  for (unsigned i = 0; i < op->n_fields; i++)
    if (fields[i].field == UKE_STAFF_ROLE && fields[i].value.kind == UKE_VALUE_TEXT
        && uke_role_from_code (fields[i].value.text) == UKE_ROLE_DIRECTOR)
      return TRUE;
  return FALSE;
}

/* NULL without an error: there is no such person, or not any more. */
static UkeRecord *
find_staff (UkeDb *db, const UkeId *id, GError **error)
{
  return uke_id_is_none (id) ? NULL : uke_rows_find (db, &UKE_ENTITY_STAFF, id, error);
}

static gboolean
may_do_op (UkeDb *db,
           const UkeChangeSet *set,
           const UkeOp *op,
           UkeRole role,
           gboolean *out_may,
           GError **error)
{
  UkeAction action = get_action (op->entity);
  UkeActionContext context = { 0 };
  g_autoptr (UkeRecord) staff = NULL;
  g_autoptr (GError) local = NULL;

  *out_may = may_write_values (set, op, role);
  if (action == UKE_ACTION_NONE || !*out_may)
    return TRUE;
  if (op->entity == &UKE_ENTITY_STAFF) {
    staff = find_staff (db, &op->id, &local);
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    context.is_about_self = uke_id_equal (&op->id, &set->usr);
    context.is_about_a_director
        = makes_director (set, op)
          || (staff != NULL
              && uke_role_from_code (uke_record_get_code (staff, UKE_STAFF_ROLE))
                     == UKE_ROLE_DIRECTOR);
  }
  *out_may = uke_action_judge (action, role, &context) != UKE_JUDGEMENT_DENIED;
  return TRUE;
}

/* The role of an active member of staff; NONE for anybody else. */
static gboolean
get_role (UkeDb *db, const UkeId *staff_id, UkeRole *out_role, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) staff = find_staff (db, staff_id, &local);

  *out_role = UKE_ROLE_NONE;
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (staff != NULL
      && (!uke_record_has (staff, UKE_STAFF_IS_ACTIVE)
          || uke_record_get_bool (staff, UKE_STAFF_IS_ACTIVE)))
    *out_role = uke_role_from_code (uke_record_get_code (staff, UKE_STAFF_ROLE));
  return TRUE;
}

/**
 * uke_authority_may_act:
 * @db: a connection
 * @staff_id: who sits before the desk that asks
 * @action: what is asked for
 * @out_may: (out): whether they are an active member of staff whose role is open to it
 * @error: return location
 *
 * A reason or a second person was asked where they sit, and stands in the audit.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: security.md 4.1
 */
gboolean
uke_authority_may_act (UkeDb *db,
                       const UkeId *staff_id,
                       UkeAction action,
                       gboolean *out_may,
                       GError **error)
{
  UkeRole role;

  *out_may = FALSE;
  if (!get_role (db, staff_id, &role, error))
    return FALSE;
  *out_may = uke_action_judge (action, role, NULL) != UKE_JUDGEMENT_DENIED;
  return TRUE;
}

/**
 * uke_authority_may:
 * @db: a connection
 * @set: a change-set
 * @author: (inout): whose role was looked up last in this transaction
 * @out_may: (out): whether its author may do what it means
 * @error: return location
 *
 * The author must be an active member of staff whose role is open to the intent, to the set-up rows
 * that are touched, and to making one patient of two where that is done. What a role may do with a
 * reason or a second person was asked where they acted, and stands in the audit.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md, Settled 6; security.md 4.1
 */
gboolean
uke_authority_may (UkeDb *db,
                   const UkeChangeSet *set,
                   UkeAuthorityAuthor *author,
                   gboolean *out_may,
                   GError **error)
{
  UkeRole role;

  *out_may = FALSE;
  if (!author->is_known || !uke_id_equal (&author->id, &set->usr)) {
    author->is_known = FALSE;
    if (!get_role (db, &set->usr, &author->role, error))
      return FALSE;
    author->id = set->usr;
    author->is_known = TRUE;
  }
  role = author->role;
  if (role == UKE_ROLE_NONE)
    return TRUE;
  *out_may = uke_intent_is_open_to (set->intent, role);
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set) && *out_may; i++)
    if (!may_do_op (db, set, uke_change_set_get_op (set, i), role, out_may, error))
      return FALSE;
  /* What it does to members of staff may change what its author may do next. */
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++)
    if (uke_change_set_get_op (set, i)->entity == &UKE_ENTITY_STAFF)
      author->is_known = FALSE;
  return TRUE;
}
