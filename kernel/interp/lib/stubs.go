package lib

var statsSpec = spec{name: "stats"}
