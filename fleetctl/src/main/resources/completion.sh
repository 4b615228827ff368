
# Names of what there is, where picocli knows of none.
_fleetctl() {
  local word=${COMP_WORDS[COMP_CWORD]} kind="" i words=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      -o | --output | -l | --selector | --server | --override | --reason | -f) i=$((i + 1)) ;;
      -*) ;;
      *) words+=("${COMP_WORDS[i]}") ;;
    esac
  done
  if [[ $word != -* ]]; then
    case "${words[0]}/${#words[@]}" in
      get/1 | describe/1) COMPREPLY=($(compgen -W "@KINDS@" -- "$word")); return ;;
      delete/1) COMPREPLY=($(compgen -W "members profiles strategies bindings plans" -- "$word")); return ;;
      get/* | describe/2 | delete/2) kind=${words[1]} ;;
      compare/1) kind=members ;;
      plan/2) if [[ ${words[1]} == profile ]]; then kind=profiles; else kind=plans; fi ;;
    esac
    case ${COMP_WORDS[COMP_CWORD - 1]} in
      --profile) kind=profiles ;;
      --override) COMPREPLY=($(compgen -W "$(${FLEETCTL:-fleetctl} __complete checks "$word" "${words[2]}" 2>/dev/null)" -- "$word")); return ;;
      --reason) return ;;
    esac
  fi
  if [[ -n $kind && ${COMP_WORDS[COMP_CWORD - 1]} != -[olf] ]]; then
    COMPREPLY=($(compgen -W "$(${FLEETCTL:-fleetctl} __complete "$kind" "$word" 2>/dev/null)" -- "$word"))
    return
  fi
  _complete_fleetctl
}
complete -F _fleetctl -o default fleetctl
