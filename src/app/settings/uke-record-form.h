/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/settings/uke-form-row.h"
#include "clinic/uke-set-up-commands.h"

G_BEGIN_DECLS

/**
 * UkeRecordForm:
 * @entity: what kind of record
 * @action: what somebody must be allowed to do to change one
 * @fields: (array length=n_fields): what is edited, in order
 * @n_fields: how many
 * @active: position of the field that says whether it is in use
 * @order: position of the field that orders the list, or -1
 * @icon: (nullable): shown before each record; NULL shows an avatar
 * @add_title: "Add a menu", to be translated
 * @none: what is said while there are none, to be translated
 * @added, @saved, @stopped, @resumed: what the toasts say, to be translated
 * @title: position of the field that is a record's name
 * @dup_title: (nullable): a record's name, where one field does not say it
 * @dup_subtitle: (nullable): what else to say about it
 *
 * How the records of one kind are listed and edited in the settings.
 */
typedef struct {
  const UkeEntity *entity;
  UkeAction action;
  const UkeFormField *fields;
  unsigned n_fields;
  int active;
  int order;
  const char *icon;
  const char *add_title;
  const char *none;
  const char *added;
  const char *saved;
  const char *stopped;
  const char *resumed;
  unsigned title;
  char *(*dup_title) (UkeRecord *record);
  char *(*dup_subtitle) (UkeRecord *record);
} UkeRecordForm;

extern const UkeRecordForm UKE_MENU_FORM, UKE_RESOURCE_FORM, UKE_STAFF_FORM, UKE_PROPERTY_FORM,
    UKE_SCRIPT_FORM;

G_END_DECLS
