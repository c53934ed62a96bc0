// SPDX-License-Identifier: MIT
#pragma once

/// The version of hooklatch. This is the only place it is written; CMake reads it from here.
#define HOOKLATCH_VERSION_MAJOR 0
#define HOOKLATCH_VERSION_MINOR 1
#define HOOKLATCH_VERSION_PATCH 0
